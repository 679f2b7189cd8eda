import LabRequirements

/// The window that a convolution or a pooling slides over the height and width of N×H×W×C images.
public struct Window: Hashable, Sendable {
  /// The extents of the window.
  public let height, width: Int
  /// The steps between neighbouring places of the window.
  public let strideHeight, strideWidth: Int
  /// The rows and columns imagined around an image; zeros to a convolution, −∞ to a maximum.
  public let top, bottom, left, right: Int

  /// How the amount of padding is decided.
  public enum Padding: Hashable, Sendable {
    /// As many outputs as strides fit into the input; where the padding is odd, the end gets the extra one.
    case same
    /// None.
    case valid
    /// As given.
    case explicit(top: Int, bottom: Int, left: Int, right: Int)

    /// The same amount on every side.
    public static func all(_ amount: Int) -> Padding {
      .explicit(top: amount, bottom: amount, left: amount, right: amount)
    }
  }

  /// A window and the padding it needs on images of the given height and width.
  public init(
    _ height: Int, _ width: Int, strides: (Int, Int) = (1, 1), padding: Padding, over input: (height: Int, width: Int)
  ) {
    require(height > 0 && width > 0 && strides.0 > 0 && strides.1 > 0, "a window needs a positive size and stride")
    (self.height, self.width, strideHeight, strideWidth) = (height, width, strides.0, strides.1)
    switch padding {
    case .valid:
      (top, bottom, left, right) = (0, 0, 0, 0)
    case .explicit(let top, let bottom, let left, let right):
      (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
    case .same:
      func total(_ input: Int, _ kernel: Int, _ stride: Int) -> Int {
        max(((input + stride - 1) / stride - 1) * stride + kernel - input, 0)
      }
      let vertical = total(input.height, height, strides.0), horizontal = total(input.width, width, strides.1)
      (top, bottom) = (vertical / 2, vertical - vertical / 2)
      (left, right) = (horizontal / 2, horizontal - horizontal / 2)
    }
  }

  /// The height and width of what a convolution or pooling makes of an image; not positive where the window does not fit.
  public func outputSize(height inputHeight: Int, width inputWidth: Int) -> (height: Int, width: Int) {
    let vertical = inputHeight + top + bottom - height, horizontal = inputWidth + left + right - width
    return (
      vertical < 0 ? 0 : vertical / strideHeight + 1, horizontal < 0 ? 0 : horizontal / strideWidth + 1
    )
  }

  /// The height and width of what a transposed convolution makes of an image: (n − 1) stride − padding + window + extra.
  public func transposedOutputSize(
    height inputHeight: Int, width inputWidth: Int, outputPadding: (Int, Int) = (0, 0)
  ) -> (height: Int, width: Int) {
    (
      (inputHeight - 1) * strideHeight - top - bottom + height + outputPadding.0,
      (inputWidth - 1) * strideWidth - left - right + width + outputPadding.1
    )
  }
}
