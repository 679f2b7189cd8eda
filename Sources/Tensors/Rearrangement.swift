import LabCKernels
import LabRequirements

extension Tensor {
  /// A dense copy of elements of this tensor, the first at an offset and the others by strides.
  func stridedCopy(of target: Shape, offset: Int = 0, strides: Strides) -> Tensor {
    Tensor(uninitialized: target, by: "strided copy", of: [self]) { result in
      guard target.count > 0 else { return }
      StridedLoop(over: target, strides, target.denseStrides).withPointers { rank, extents, source, destination in
        kernels_copy_strided(rank, extents, storage.base + offset, source, result.baseAddress, destination)
      }
    }
  }

  /// Writes this tensor's elements into a buffer, the first at an offset and the others by strides.
  private func write(into buffer: UnsafeMutableBufferPointer<Float>, offset: Int, strides: Strides) {
    guard count > 0, let base = buffer.baseAddress else { return }
    StridedLoop(over: shape, shape.denseStrides, strides).withPointers { rank, extents, source, destination in
      kernels_copy_strided(rank, extents, storage.base, source, base + offset, destination)
    }
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this tensor.
  public func transposed(_ order: [Int]) -> Tensor {
    require(order.sorted() == Array(0..<shape.rank), "\(order) is no order of the axes of \(shape)")
    let strides = shape.denseStrides
    var reordered = Strides(repeating: 0)
    for (axis, source) in order.enumerated() { reordered[axis] = strides[source] }
    return stridedCopy(of: Shape(order.map { shape[$0] }), strides: reordered)
  }

  /// The elements whose index along the axis lies in the range.
  public func slice(_ range: Range<Int>, along axis: Int) -> Tensor {
    let axis = shape.resolve(axis)
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis], "\(range) reaches outside axis \(axis) of \(shape)")
    var dimensions = shape.dimensions
    dimensions[axis] = range.count
    let strides = shape.denseStrides
    return stridedCopy(of: Shape(dimensions), offset: range.lowerBound * strides[axis], strides: strides)
  }

  /// A tensor of the given shape, 0 but for this one's elements from a position along the axis: the pullback of a slice.
  public func embedded(in target: Shape, at start: Int, along axis: Int) -> Tensor {
    let axis = target.resolve(axis), strides = target.denseStrides
    return Tensor(uninitialized: target, by: "embed", of: [self]) { result in
      result.initialize(repeating: 0)
      write(into: result, offset: start * strides[axis], strides: strides)
    }
  }

  /// Tensors one after another along an axis; their other extents agree.
  public static func concatenate(_ parts: [Tensor], along axis: Int) -> Tensor {
    require(!parts.isEmpty, "nothing to concatenate")
    let axis = parts[0].shape.resolve(axis)
    var dimensions = parts[0].shape.dimensions
    dimensions[axis] = 0
    for part in parts {
      var others = part.shape.dimensions
      require(
        others.count == dimensions.count, "cannot concatenate \(parts.map(\.shape)) along axis \(axis)")
      dimensions[axis] += others[axis]
      others[axis] = dimensions[axis]
      require(others == dimensions, "cannot concatenate \(parts.map(\.shape)) along axis \(axis)")
    }
    let shape = Shape(dimensions), strides = shape.denseStrides
    return Tensor(uninitialized: shape, by: "concatenate", of: parts) { result in
      var start = 0
      for part in parts {
        part.write(into: result, offset: start * strides[axis], strides: strides)
        start += part.shape[axis]
      }
    }
  }

  /// The rows (elements along the first axis) at the given positions.
  public func gathered(_ rows: [Int]) -> Tensor {
    let length = shape.dropFirst().count
    return Tensor(uninitialized: [rows.count] + shape.dropFirst()) { result in
      guard let base = result.baseAddress else { return }
      for (position, row) in rows.enumerated() {
        require(row >= 0 && row < shape[0], "row \(row) of a tensor of shape \(shape)")
        (base + position * length).update(from: storage.base + row * length, count: length)
      }
    }
  }

  /// N×H×W×C images with every pixel repeated along H and W.
  public func upsampled(by factor: Int) -> Tensor {
    require(shape.rank == 4 && factor >= 1, "upsampling by \(factor) wants N×H×W×C, not \(shape)")
    let enlarged: Shape = [shape[0], shape[1] * factor, shape[2] * factor, shape[3]]
    return Tensor(uninitialized: enlarged, by: "upsample", of: [self]) { result in
      kernels_upsample(shape[0], shape[1], shape[2], shape[3], factor, storage.base, result.baseAddress)
    }
  }

  /// The sum over each pixel's repeats: the pullback of upsampling.
  public static func upsamplePullback(_ gradient: Tensor, factor: Int) -> Tensor {
    let shape = gradient.shape
    require(
      factor >= 1 && shape.rank == 4 && shape[1].isMultiple(of: factor) && shape[2].isMultiple(of: factor),
      "a gradient of shape \(shape) is not one of images enlarged by \(factor)")
    let source: Shape = [shape[0], shape[1] / factor, shape[2] / factor, shape[3]]
    return Tensor(uninitialized: source, by: "upsample pullback", of: [gradient]) { result in
      kernels_upsample_pullback(
        source[0], source[1], source[2], source[3], factor, gradient.storage.base, result.baseAddress)
    }
  }
}
