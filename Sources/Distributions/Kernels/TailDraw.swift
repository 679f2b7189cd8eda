import LabAutodiff
import LabTensors

extension Random {
  /// Uniform numbers, of which those in the first of 2²⁴ cells lie where bits of their own say and not at 0, an end that a
  /// distribution may reach far beyond all else.
  mutating func uniformAboveZero(_ shape: Shape) -> Tensor {
    let cells = CellPositions(self)
    var result = uniform(shape)
    let zeros = result.elements.indices.filter { [elements = result.elements] in elements[$0] == 0 }
    guard !zeros.isEmpty else { return result }
    result.withMutableElements { elements in
      for index in zeros { elements[index] = Float(cells.position(index) * 0x1p-24) }
    }
    return result
  }

  /// −log(1 − u) of uniform numbers u, which is exponentially distributed, below 51.
  ///
  /// A number of 24 bits names one of 2²⁴ equal cells of [0, 1), and u is a point of it. In all but the first and the last 16 that is
  /// the one at an offset from where the cell begins; in these, whose logarithms lie far apart, bits of its own say where it lies. So
  /// u comes as near to 0 and to 1 as its probability lets it.
  mutating func exponential(_ shape: Shape, offset: Float) -> Tensor {
    let cells = CellPositions(self), cell = 0x1p-24, reach: Float = 16 * 0x1p-24
    let uniforms = uniform(shape), elements = uniforms.elements
    var result = -(-(uniforms + offset)).mapped(.log1p)
    let atEnds = elements.indices.filter { elements[$0] < reach || elements[$0] >= 1 - reach }
    guard !atEnds.isEmpty else { return result }
    // How far u is from the nearer end, and −log of 1 less that or of that.
    let distances = Tensor(
      atEnds.map { index in
        let uniform = Double(elements[index]), start = uniform < 0.5 ? uniform : 1 - uniform - cell
        return Float(start + cells.position(index) * cell)
      })
    let atLower = (-(-distances).mapped(.log1p)).elements, atUpper = (-distances.mapped(.log)).elements
    result.withMutableElements { result in
      for (place, index) in atEnds.enumerated() {
        result[index] = elements[index] < 0.5 ? atLower[place] : atUpper[place]
      }
    }
    return result
  }
}
