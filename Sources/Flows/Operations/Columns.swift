import LabAutodiff
import LabRequirements
import LabTensors

extension Variable {
  /// The numbers of each vector along the last axis at some positions, no position twice; a position that is left out receives no
  /// gradient.
  func columns(_ positions: [Int]) -> Variable {
    let whole = shape, length = shape[-1], count = positions.count
    require(positions.allSatisfy { (0..<length).contains($0) }, "positions \(positions) of vectors of shape \(shape)")
    let chosen = Tensor(uninitialized: whole.dropLast() + [count]) { result in
      value.withElements { elements in
        for row in 0..<whole.dropLast().count {
          for (place, position) in positions.enumerated() {
            result[row * count + place] = elements[row * length + position]
          }
        }
      }
    }
    return .operation(
      chosen,
      (
        self,
        { gradient in
          Tensor(uninitialized: whole) { result in
            result.initialize(repeating: 0)
            gradient.withElements { elements in
              for row in 0..<whole.dropLast().count {
                for (place, position) in positions.enumerated() {
                  result[row * length + position] = elements[row * count + place]
                }
              }
            }
          }
        }
      ))
  }

  /// Of each vector along the last axis, the number at a position, one for each vector; the others receive no gradient.
  func element(at positions: [Int]) -> Variable {
    let whole = shape, length = shape[-1]
    require(positions.count == whole.dropLast().count, "\(positions.count) positions in vectors of shape \(shape)")
    let chosen = Tensor(uninitialized: whole.dropLast()) { result in
      value.withElements { elements in
        for (row, position) in positions.enumerated() { result[row] = elements[row * length + position] }
      }
    }
    return .operation(
      chosen,
      (
        self,
        { gradient in
          Tensor(uninitialized: whole) { result in
            result.initialize(repeating: 0)
            gradient.withElements { elements in
              for (row, position) in positions.enumerated() { result[row * length + position] = elements[row] }
            }
          }
        }
      ))
  }

  /// Each element where the choice holds, and elsewhere that of another variable of the same shape. The gradient goes where the
  /// element came from.
  func chosen(where holds: [Bool], otherwise other: Variable) -> Variable {
    require(
      other.shape == shape && holds.count == value.count,
      "a choice among elements of shapes \(shape) and \(other.shape)")
    if holds.allSatisfy({ $0 }) { return self }
    func kept(_ x: Tensor, _ isWanted: Bool, otherwise y: Tensor?) -> Tensor {
      let left = x.elements, right = y?.elements
      return Tensor(holds.indices.map { holds[$0] == isWanted ? left[$0] : right?[$0] ?? 0 }, shape: x.shape)
    }
    return .operation(
      kept(value, true, otherwise: other.value),
      (self, { kept($0, true, otherwise: nil) }), (other, { kept($0, false, otherwise: nil) }))
  }
}
