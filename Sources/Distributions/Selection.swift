import LabAutodiff
import LabCKernels
import LabRequirements
import LabTensors

// Choices of elements that are no arithmetic: a product with 0 or 1 would make NaN of what is infinite.

/// The logarithm of an interval's indicator: 0 from `low` to `high`, both included, −∞ outside, NaN at NaN. All three
/// broadcast.
func logIndicator(of x: Tensor, from low: Tensor, to high: Tensor) -> Tensor {
  guard let bounds = Shape.broadcast(low.shape, high.shape), let shape = Shape.broadcast(x.shape, bounds) else {
    brokenRule("a value of shape \(x.shape) does not broadcast with an interval of \(low.shape) and \(high.shape)")
  }
  let (values, lows, highs) = (
    x.broadcast(to: shape).elements, low.broadcast(to: shape).elements, high.broadcast(to: shape).elements
  )
  return Tensor(
    values.indices.map { i in
      values[i] >= lows[i] && values[i] <= highs[i] ? 0 : values[i].isNaN ? .nan : -.infinity
    }, shape: shape)
}

/// The logarithm of a product of densities or probabilities, from theirs: their sum, but −∞ where one of them is, also where the
/// other is ∞. Both broadcast.
func logProduct(_ a: Variable, _ b: Variable) -> Variable {
  let sum = a + b
  guard sum.value.firstNonFinite != nil else { return sum }
  let (left, right) = (a.value.broadcast(to: sum.shape).elements, b.value.broadcast(to: sum.shape).elements)
  let impossible = left.indices.map {
    (left[$0] == -.infinity && !right[$0].isNaN) || (right[$0] == -.infinity && !left[$0].isNaN)
  }
  func choose(_ x: Tensor, otherwise value: Float) -> Tensor {
    Tensor(zip(x.elements, impossible).map { $1 ? value : $0 }, shape: sum.shape)
  }
  return .operation(choose(sum.value, otherwise: -.infinity), (sum, { choose($0, otherwise: 0) }))
}

/// log Σ e to some log-densities along the last axis. Where all of them are −∞ no gradient passes; where some are ∞, they share it.
func logTotal(_ logDensities: Variable) -> Variable {
  let terms = logDensities.value, result = terms.logSumExp(along: -1)
  guard result.firstNonFinite != nil else { return logDensities.logSumExp(along: -1) }
  return .operation(
    result,
    (
      logDensities,
      { gradient in
        var shares = Tensor.logSumExpPullback(terms, result, along: -1, gradient)
        let count = terms.shape[-1], terms = terms.elements, gradients = gradient.elements
        shares.withMutableElements { shares in
          for (row, total) in result.elements.enumerated() where abs(total) == .infinity {
            let places = row * count..<(row + 1) * count
            let largest = total > 0 ? places.filter { terms[$0] == total } : []
            for place in places { shares[place] = 0 }
            for place in largest { shares[place] = gradients[row] / Float(largest.count) }
          }
        }
        return shares
      }
    ))
}

/// A gradient times a slope, but 0 where the gradient is 0: what has no influence, such as an impossible component of a mixture,
/// has none with an infinite slope either. Both broadcast.
func chained(_ gradient: Tensor, _ slope: Tensor) -> Tensor {
  var result = gradient * slope
  guard result.firstNonFinite != nil else { return result }
  let gradients = gradient.broadcast(to: result.shape).elements
  result.withMutableElements { elements in
    for i in elements.indices where gradients[i] == 0 { elements[i] = 0 }
  }
  return result
}

/// A log-density by a formula that holds in an interval, ends included: −∞ outside, NaN at NaN.
///
/// Where all numbers lie inside, as is usual, it is the formula's; else it is asked about a number inside in place of those that
/// do not, and no gradient passes from these.
func logDensity(
  of x: Variable, within range: ClosedRange<Float>, _ formula: (Variable) -> Variable
) -> Variable {
  if x.value.liesWithin(range) { return formula(x) }
  let kept = x.value.elements.map { range.contains($0) }, inside = min(max(1, range.lowerBound), range.upperBound)
  func choose(_ x: Tensor, otherwise value: Float) -> Tensor {
    Tensor(zip(x.elements, kept).map { $1 ? $0 : value }, shape: x.shape)
  }
  let moved = Variable.operation(
    choose(x.value, otherwise: inside), (x, { choose($0, otherwise: 0) }))
  let indicator = Tensor(
    zip(x.value.elements, kept).map { $1 ? 0 : $0.isNaN ? .nan : -.infinity }, shape: x.shape)
  return logProduct(formula(moved), Variable(indicator))
}

extension Tensor {
  /// Whether every element lies in the range.
  func liesWithin(_ range: ClosedRange<Float>) -> Bool {
    kernels_count_within(count, base, range.lowerBound, range.upperBound) == count
  }
}

/// a/b, but 0 where a is 0: the slope of a power at the end of an interval, where the power is the zeroth.
func quotient(_ a: Tensor, _ b: Tensor) -> Tensor {
  var result = a / b
  let numerators = a.broadcast(to: result.shape).elements
  result.withMutableElements { elements in
    for i in elements.indices where numerators[i] == 0 { elements[i] = 0 }
  }
  return result
}

extension Variable {
  /// Of each vector along the last axis, the element at an index, given as a number of the shape without that axis:
  /// −∞ where there is no such element, NaN at NaN. The gradient goes to the chosen elements.
  func picked(_ indices: Tensor) -> Variable {
    let whole = shape, length = shape[-1]
    let positions = indices.elements.enumerated().map { vector, index -> Int? in
      index >= 0 && index < Float(length) && index == index.rounded() ? vector * length + Int(index) : nil
    }
    let elements = value.elements, given = indices.elements
    let result = positions.enumerated().map { vector, position in
      position.map { elements[$0] } ?? (given[vector].isNaN ? .nan : -.infinity)
    }
    return .operation(
      Tensor(result, shape: indices.shape),
      (
        self,
        { gradient in
          var scattered = Tensor.zeros(whole)
          let gradients = gradient.elements
          scattered.withMutableElements { elements in
            for (vector, position) in positions.enumerated() where position != nil {
              elements[position!] = gradients[vector]
            }
          }
          return scattered
        }
      ))
  }

  /// The elements, but 0 where a tensor of the same shape is not above a threshold; these receive no gradient.
  func zeroed(where decisive: Tensor, isNotAbove threshold: Float) -> Variable {
    require(decisive.shape == shape, "a choice of shape \(decisive.shape) among elements of \(shape)")
    let kept = decisive.elements.map { !($0 <= threshold) }
    func choose(_ x: Tensor) -> Tensor { Tensor(zip(x.elements, kept).map { $1 ? $0 : 0 }, shape: x.shape) }
    return .operation(choose(value), (self, choose))
  }
}
