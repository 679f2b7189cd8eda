import LabRequirements
import LabTensors

extension Variable {
  /// The same elements under another shape; one extent may be −1, for what remains.
  public func reshaped(to dimensions: [Int]) -> Variable {
    let original = shape
    return .operation(value.reshaped(to: dimensions), (self, { $0.reshaped(to: original) }))
  }

  /// The same elements under another shape of as many elements.
  public func reshaped(to target: Shape) -> Variable {
    let original = shape
    return .operation(value.reshaped(to: target), (self, { $0.reshaped(to: original) }))
  }

  /// The axes in another order; the gradient goes back by the inverse order.
  public func transposed(_ order: [Int]) -> Variable {
    let inverse = order.indices.map { order.firstIndex(of: $0)! }
    return .operation(value.transposed(order), (self, { $0.transposed(inverse) }))
  }

  /// The elements whose index along the axis lies in the range; the others receive no gradient.
  public func slice(_ range: Range<Int>, along axis: Int) -> Variable {
    let whole = shape
    return .operation(
      value.slice(range, along: axis), (self, { $0.embedded(in: whole, at: range.lowerBound, along: axis) }))
  }

  /// Equal parts along an axis.
  public func split(_ count: Int, along axis: Int) -> [Variable] {
    require(shape[axis] % count == 0, "axis \(axis) of \(shape) does not split into \(count) equal parts")
    let length = shape[axis] / count
    return (0..<count).map { slice($0 * length..<($0 + 1) * length, along: axis) }
  }

  /// Variables one after another along an axis; each receives its slice of the gradient.
  public static func concatenate(_ parts: [Variable], along axis: Int) -> Variable {
    let lengths = parts.map { $0.shape[axis] }
    return operation(Tensor.concatenate(parts.map(\.value), along: axis), of: parts) { gradient, wanted in
      var start = 0
      return lengths.indices.map { part in
        defer { start += lengths[part] }
        return wanted[part] ? gradient.slice(start..<start + lengths[part], along: axis) : nil
      }
    }
  }

  /// N×H×W×C images with every pixel repeated along H and W; a pixel receives the sum of its repeats' gradients.
  public func upsampled(by factor: Int) -> Variable {
    .operation(value.upsampled(by: factor), (self, { Tensor.upsamplePullback($0, factor: factor) }))
  }
}
