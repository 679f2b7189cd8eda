import LabCKernels
import LabRequirements

extension Tensor {
  /// The largest value under each place of the window, and which one it was, for the pullback: the first of equals, a NaN
  /// before all numbers; −∞ where a place has padding alone.
  public func maxPooled(_ window: Window) -> (value: Tensor, choice: PoolingChoice) {
    require(shape.rank == 4, "max-pooling wants images of N×H×W×C, not \(shape)")
    let size = window.outputSize(height: shape[1], width: shape[2])
    let output: Shape = [shape[0], size.height, size.width, shape[3]]
    require(shape[1] * shape[2] <= Int(Int32.max), "max-pooling of images of \(shape[1])×\(shape[2]) pixels")
    let choice = PoolingChoice(pixels: Storage(count: output.count), input: shape, output: output, window: window)
    let value = Tensor(uninitialized: output, by: "max-pooling forward", of: [self]) { [storage, shape] in
      kernels_max_pool(
        shape[0], choice.rows, choice.columns, shape[3], storage.base, $0.baseAddress, choice.indices)
    }
    return (value, choice)
  }

  /// Each gradient at the place that had been the largest; sums where windows overlap.
  public static func maxPoolPullback(_ gradient: Tensor, _ choice: PoolingChoice) -> Tensor {
    let input = choice.input
    require(gradient.shape == choice.output, "a gradient of shape \(gradient.shape) for \(choice.output)")
    return Tensor(uninitialized: input, by: "max-pooling backward", of: [gradient]) {
      kernels_max_pool_pullback(
        input[0], choice.rows, choice.columns, input[3], gradient.storage.base, choice.indices, $0.baseAddress)
    }
  }
}

/// Which element each maximum of a pooling came from.
public struct PoolingChoice: Sendable {
  /// A pixel's number in its image for each maximum, as an Int32 in the place of a float.
  fileprivate let pixels: Storage
  fileprivate let input, output: Shape
  fileprivate let window: Window

  fileprivate var indices: UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(pixels.base).assumingMemoryBound(to: Int32.self)
  }

  fileprivate var rows: kernels_convolution_axis {
    kernels_convolution_axis(
      input: input[1], output: output[1], window: window.height, stride: window.strideHeight, before: window.top)
  }

  fileprivate var columns: kernels_convolution_axis {
    kernels_convolution_axis(
      input: input[2], output: output[2], window: window.width, stride: window.strideWidth, before: window.left)
  }
}
