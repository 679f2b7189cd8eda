import LabTensors
import LabTestSupport
import Testing

/// Tensors as values.
@Suite struct TensorTests {
  @Test func aCopyThatIsWrittenToLeavesTheOriginalAlone() {
    let original = Tensor.sample([3, 4])
    let before = original.elements
    var copy = original, view = original.reshaped(to: [12])
    copy.withMutableElements { $0[5] = 100 }
    view.withMutableElements { $0[0] = 200 }
    #expect(original.elements == before)
    #expect(copy.elements[5] == 100 && copy.elements[0] == before[0])
    #expect(view.elements[0] == 200 && view.elements[5] == before[5])
  }

  @Test func aTensorThatNobodySharesIsWrittenInPlace() {
    var x = Tensor.sample([100])
    let before = x.withElements(\.baseAddress)
    x.withMutableElements { $0[0] = 1 }
    #expect(x.withElements(\.baseAddress) == before)
    let other = x
    x.withMutableElements { $0[0] = 2 }
    #expect(x.withElements(\.baseAddress) != before && other.withElements(\.baseAddress) == before)
  }

  @Test func equalityComparesShapesAndElementsByTheRulesOfFloats() {
    #expect(Tensor([1, 2]) == Tensor([1, 2]) && Tensor([0]) == Tensor([-0.0]))
    #expect(Tensor([1, 2]) != Tensor([1, 3]) && Tensor([1, 2]) != Tensor([1, 2], shape: [2, 1]))
    let nan = Tensor([.nan])
    #expect(nan != nan)
  }

  @Test func constants() {
    #expect(Tensor.zeros([2, 3]).elements == [0, 0, 0, 0, 0, 0])
    #expect(Tensor.ones([2]).elements == [1, 1])
    #expect(Tensor(repeating: 2.5, shape: [3]).elements == [2.5, 2.5, 2.5])
    #expect(Tensor(7).shape == [] && Tensor(7).element == 7 && Tensor(7).count == 1)
    #expect(Tensor.zeros([3, 0]).elements == [])
  }

  @Test func shapes() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.rank == 3 && shape.count == 24)
    #expect(shape[0] == 2 && shape[-1] == 4 && shape.resolve(-3) == 0)
    #expect(shape.reduced(along: [1]) == [2, 4] && shape.reduced(along: [-1, 0], keepingAxes: true) == [1, 3, 1])
    #expect(shape.dropFirst() == [3, 4] && shape.dropLast(2) == [2] && shape.dropLast(4) == [])
    #expect(shape.suffix(1) == [4] && shape.suffix(5) == shape && shape + [5, 1] == [2, 3, 4, 5, 1])
    #expect(
      shape.ends(with: [3, 4]) && shape.ends(with: []) && !shape.ends(with: [4, 3]) && !Shape([4]).ends(with: shape))
    #expect(shape.dimensions == [2, 3, 4] && shape != [2, 3, 4, 1] && shape != [2, 3, 5])
    #expect(Shape([]).count == 1 && Shape([5, 0]).count == 0)
    #expect("\(shape)" == "2×3×4" && "\(Shape([]))" == "scalar")
    #expect("\(Tensor([1, 2.5]))" == "Tensor(2: 1.0, 2.5)")
  }
}
