import LabTensors

// The points are multiples of 2⁻¹⁰ and the directions of 2⁻², so that a step of 2⁻⁵ along one is exact in single
// precision, and moves no element by more than 2⁻⁵.

/// Numbers between −2 and 2, at least 1/16 away from 0 and ±1.125, where functions of the list have kinks.
package func point(_ shape: Shape) -> Tensor {
  numbers(shape).mappingElements { x in
    let grid = (x * 1024).rounded() / 1024
    return [0, 1.125, -1.125].contains { abs(grid - $0) < 0.0625 } ? grid + 0.1875 : grid
  }
}

/// One number and its opposite in turn: an offset that keeps what it is added to away from 0.
package func apart(_ shape: Shape, by distance: Float) -> Tensor {
  Tensor((0..<shape.count).map { $0 % 2 == 0 ? distance : -distance }, shape: shape)
}

/// Numbers between 1 and 2.
package func positive(_ shape: Shape) -> Tensor {
  numbers(shape).mappingElements { 1.5 + ($0 * 256).rounded() / 1024 }
}

/// Numbers at least 1/8 apart, in no order, so that each maximum stays where it is.
package func distinct(_ shape: Shape) -> Tensor {
  let order: [Int] = .permutation(shape.count, using: Random(seed: 1)["distinct"])
  return Tensor(order.map { Float($0 - shape.count / 2) / 8 }, shape: shape)
}

/// Matrices with a diagonal between 1 and 2 and numbers between −1/2 and −1/4 elsewhere, also above it.
package func triangular(_ shape: Shape) -> Tensor {
  let elements = positive(shape).elements, size = shape[-1]
  return Tensor(
    elements.indices.map { elements[$0] / ($0 / size % size == $0 % size ? 1 : -4) }, shape: shape)
}

/// Numbers between −2 and 2.
package func numbers(_ shape: Shape) -> Tensor {
  Tensor.uniform(shape, using: Random(seed: 1)["\(shape)"]).scaled(by: 4, offset: -2)
}

extension Tensor {
  fileprivate func mappingElements(_ transform: (Float) -> Float) -> Tensor {
    Tensor(elements.map(transform), shape: shape)
  }
}
