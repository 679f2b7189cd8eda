import Tensors
import Testing

/// Tensors as values.
@Suite struct TensorTests {
  @Test func `a copy that is written to leaves the original alone`() {
    let original = Tensor.sample([3, 4])
    let before = original.elements
    var copy = original, view = original.reshaped(to: [12])
    copy.withMutableElements { $0[5] = 100 }
    view.withMutableElements { $0[0] = 200 }
    #expect(original.elements == before)
    #expect(copy.elements[5] == 100 && copy.elements[0] == before[0])
    #expect(view.elements[0] == 200 && view.elements[5] == before[5])
  }

  @Test func `a tensor that nobody shares is written in place`() {
    var x = Tensor.sample([100])
    let before = x.withElements(\.baseAddress)
    x.withMutableElements { $0[0] = 1 }
    #expect(x.withElements(\.baseAddress) == before)
    let other = x
    x.withMutableElements { $0[0] = 2 }
    #expect(x.withElements(\.baseAddress) != before && other.withElements(\.baseAddress) == before)
  }

  @Test func `equality compares shapes and elements by the rules of floats`() {
    #expect(Tensor([1, 2]) == Tensor([1, 2]) && Tensor([0]) == Tensor([-0.0]))
    #expect(Tensor([1, 2]) != Tensor([1, 3]) && Tensor([1, 2]) != Tensor([1, 2], shape: [2, 1]))
    let nan = Tensor([.nan])
    #expect(nan != nan)
  }

  @Test func `constants`() {
    #expect(Tensor.zeros([2, 3]).elements == [0, 0, 0, 0, 0, 0])
    #expect(Tensor.ones([2]).elements == [1, 1])
    #expect(Tensor(repeating: 2.5, shape: [3]).elements == [2.5, 2.5, 2.5])
    #expect(Tensor(7).shape == [] && Tensor(7).element == 7 && Tensor(7).count == 1)
    #expect(Tensor.zeros([3, 0]).elements == [])
  }

  @Test func `shapes`() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.rank == 3 && shape.count == 24 && shape.strides == [12, 4, 1])
    #expect(shape[0] == 2 && shape[-1] == 4 && shape.resolve(-3) == 0)
    #expect(shape.reduced(along: [1]) == [2, 4] && shape.reduced(along: [-1, 0], keepingAxes: true) == [1, 3, 1])
    #expect(Shape([]).count == 1 && Shape([5, 0]).count == 0)
    #expect("\(shape)" == "2×3×4" && "\(Shape([]))" == "scalar")
    #expect("\(Tensor([1, 2.5]))" == "Tensor(2: 1.0, 2.5)")
  }

  @Test func `bytes become numbers between 0 and 1`() {
    let bytes: [UInt8] = [0, 1, 51, 254, 255]
    #expect(Tensor(bytes: bytes, shape: [5, 1]).elements == bytes.map { Float($0) / 255 })
    #expect(Tensor(bytes: bytes[1..<3], shape: [2]).elements == [1 / 255.0, 51 / 255.0])
    let noise = Tensor([0, 0.5, 0.25, 0, 0.75])
    let dequantized = Tensor(dequantizing: bytes, noise: noise)
    #expect(dequantized.elements == zip(bytes, noise.elements).map { (Float($0) + $1) / 256 })
    // A collection without contiguous storage.
    #expect(Tensor(bytes: bytes.lazy.map { $0 }, shape: [5]) == Tensor(bytes: bytes, shape: [5]))
  }
}

/// A shape that does not fit stops the program with a message that names the shapes.
@Suite struct ShapeMismatchTests {
  private func expectMessage(_ result: ExitTest.Result?, _ parts: String...) {
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in parts { #expect(message.contains(part), "\(message)") }
  }

  @Test func `reshaping to another number of elements`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]).reshaped(to: [4, -1])
    }
    expectMessage(result, "2×3", "[4, -1]")
  }

  @Test func `filling a shape with too few elements`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    }
    expectMessage(result, "3 elements", "2×2")
  }

  @Test func `arithmetic on shapes that do not broadcast`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]) + Tensor.zeros([2])
    }
    expectMessage(result, "2×3", "and 2")
  }

  @Test func `a matrix product whose inner extents differ`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.matrixProduct(.zeros([2, 3]), .zeros([2, 3]))
    }
    expectMessage(result, "2×3")
  }

  @Test func `a convolution whose weights do not fit the images`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let window = Window(3, 3, padding: .same, over: (height: 8, width: 8))
      _ = Tensor.zeros([1, 8, 8, 2]).convolved(.zeros([3, 3, 4, 5]), bias: .zeros([5]), window)
    }
    expectMessage(result, "1×8×8×2", "3×3×2×5", "3×3×4×5")
  }

  @Test func `batch normalisation with scales for other channels`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([4, 3]).batchNormalized(scale: .ones([5]), offset: .zeros([5]), epsilon: 1e-5)
    }
    expectMessage(result, "4×3", "5")
  }
}
