import LabCKernels
import LabTensors

// Draws of one of several outcomes, each by a uniform number of 24 bits. It names one of 2²⁴ equal cells of [0, 1), and decides
// between outcomes wherever its cell belongs to one alone; where not, bits of its own say where in the cell it lies. So an
// event of any small probability comes as often as it should, whether it lies at the lower end of [0, 1) or at the upper.

extension Random {
  private static let cell: Float = 0x1p-24

  /// 1 with each probability p, else 0, from p and 1 − p; NaN where p is.
  ///
  /// Further bits are taken in the cell that the end of the rarer outcome's share lies in.
  mutating func trials(probabilities: Tensor, complements: Tensor) -> Tensor {
    let (p, q) = (probabilities.elements, complements.elements), cells = CellPositions(self)
    let uniforms = uniform(probabilities.shape).elements
    return Tensor(
      uniforms.indices.map { index in
        // How far the cell begins from the end of [0, 1) where the rarer outcome has its share: 1 the lower, 0 the upper.
        let uniform = Double(uniforms[index]), cell = Double(Self.cell), oneIsRare = p[index] <= 0.5
        let start = oneIsRare ? uniform : 1 - uniform - cell, share = Double(oneIsRare ? p[index] : q[index])
        if share.isNaN { return .nan }
        let isRare =
          start + cell <= share || (start < share && start + cells.position(index) * cell < share)
        return isRare == oneIsRare ? 1 : 0
      }, shape: probabilities.shape)
  }

  /// The number of the first element up to which each vector of probabilities along the last axis adds up to more than a
  /// uniform number; further bits are taken where an end of such a sum lies in the number's cell.
  mutating func categories(probabilities: Tensor) -> Tensor {
    let count = probabilities.shape[-1], shape = probabilities.shape.dropLast(), cells = CellPositions(self)
    let uniforms = uniform(shape).elements
    return probabilities.withElements { elements in
      Tensor(
        uniforms.enumerated().map { row, uniform in
          let shares = CategoryShares(elements[row * count..<(row + 1) * count])
          let low = Double(uniform), high = low + Double(Self.cell)
          if shares.category(above: low) == shares.category(below: high) { return Float(shares.category(above: low)) }
          // Beside the upper end the distance to it is the number that has all its digits.
          let position = cells.position(row) * Double(Self.cell)
          return Float(
            high == 1 ? shares.category(atDistanceFromEnd: position) : shares.category(above: low + position))
        }, shape: shape)
    }
  }
}

/// Where in its cell each number of a draw lies, between 0 and 1 and never at either.
struct CellPositions {
  private let random: Random

  /// Those of the numbers that the stream draws next: another draw from it has others.
  init(_ random: Random) {
    var next = random
    let (block, _) = next.advance(0)
    self.random = random["positions in cells"][Int(bitPattern: UInt(block))]
  }

  func position(_ index: Int) -> Double {
    var stream = random[index]
    let uniforms = stream.uniform([2]).elements
    return Double(uniforms[0]) + (Double(uniforms[1]) + 0x1p-25) * 0x1p-24
  }
}

/// Probabilities of categories in a row, as shares of [0, 1), which those of 0 have no part of.
private struct CategoryShares {
  private let probabilities: Slice<UnsafeBufferPointer<Float>>
  private let total: Double

  init(_ probabilities: Slice<UnsafeBufferPointer<Float>>) {
    self.probabilities = probabilities
    total = probabilities.reduce(0) { $0 + Double($1) }
  }

  /// The category whose share begins at a number or holds it.
  func category(above uniform: Double) -> Int { first(of: probabilities.indices) { uniform * total < $0 } }

  /// The category whose share ends at a number or holds it.
  func category(below uniform: Double) -> Int { first(of: probabilities.indices) { uniform * total <= $0 } }

  /// The category whose share holds the number at a distance from 1.
  func category(atDistanceFromEnd distance: Double) -> Int {
    first(of: probabilities.indices.reversed()) { distance * total < $0 }
  }

  /// The first category, in an order, at which the sum of the probabilities so far is enough; the last possible, where
  /// rounding lets none be.
  private func first(of order: some Sequence<Int>, where isEnough: (Double) -> Bool) -> Int {
    var cumulative = 0.0, last = probabilities.startIndex
    for index in order where probabilities[index] > 0 {
      cumulative += Double(probabilities[index])
      last = index
      if isEnough(cumulative) { break }
    }
    return last - probabilities.startIndex
  }
}
