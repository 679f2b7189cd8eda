// What the order of the elements along an axis tells. None of it has a derivative here.

import LabRequirements

extension Tensor {
  /// The index of the largest element along an axis, for each vector in row-major order: the first of several; of a NaN,
  /// where there is one.
  public func argmax(along axis: Int) -> [Int] {
    let resolved = shape.resolve(axis)
    require(shape[resolved] > 0, "a tensor of shape \(shape) has no largest element along axis \(axis)")
    return mapVectors(along: resolved) { vector in
      var best = 0
      for i in vector.indices where vector[i].isNaN || vector[i] > vector[best] {
        best = i
        if vector[i].isNaN { break }
      }
      return best
    }
  }

  /// The values below which the given fractions of the elements along an axis lie; the axis then counts the fractions.
  ///
  /// With h = (n − 1) p, between the elements of rank ⌊h⌋ and ⌈h⌉ by the rest (Hyndman and Fan 1996, definition 7): the
  /// smallest for p = 0, the median for ½, the largest for 1, and never outside the two. NaN where an element is.
  public func quantiles(_ fractions: [Double], along axis: Int) -> Tensor {
    let axis = shape.resolve(axis), inner = shape.split(around: axis..<axis + 1).inner
    require(shape[axis] > 0, "a tensor of shape \(shape) has no quantiles along axis \(axis)")
    require(fractions.allSatisfy { $0 >= 0 && $0 <= 1 }, "fractions of \(fractions), not all from 0 to 1")
    let quantiles = mapVectors(along: axis) { vector -> [Float] in
      if vector.contains(where: \.isNaN) { return fractions.map { _ in .nan } }
      let sorted = vector.sorted()
      return fractions.map { Self.quantile($0, ofSorted: sorted) }
    }
    var dimensions = shape.dimensions
    dimensions[axis] = fractions.count
    return Tensor(uninitialized: Shape(dimensions)) { result in
      for (position, values) in quantiles.enumerated() {
        for (i, value) in values.enumerated() {
          result[(position / inner * fractions.count + i) * inner + position % inner] = value
        }
      }
    }
  }

  private static func quantile(_ fraction: Double, ofSorted values: [Float]) -> Float {
    let place = Double(values.count - 1) * fraction, rank = Int(place)
    let low = values[rank], high = values[min(rank + 1, values.count - 1)], rest = place - Double(rank)
    // Nothing lies between equal numbers, nor at an element itself, even where they are infinite.
    if low == high || rest == 0 { return low }
    return min(max(Float(Double(low) + rest * (Double(high) - Double(low))), low), high)
  }

  /// What a function makes of each vector along an axis, in the row-major order of the other axes.
  private func mapVectors<Result>(along axis: Int, _ transform: ([Float]) -> Result) -> [Result] {
    let (outer, length, inner) = shape.split(around: axis..<axis + 1)
    return withElements { elements in
      (0..<outer * inner).map { position in
        let first = position / inner * length * inner + position % inner
        return transform((0..<length).map { elements[first + $0 * inner] })
      }
    }
  }
}
