import LabAutodiff
import LabRequirements
import LabTensors

/// The numbers that a map is made of: parameters, or an affine function of a context (amortised). They begin the same for every
/// context.
struct MapNumbers {
  private let bias: Parameter
  private let weights: Parameter?

  /// So many numbers as the start has, under names that begin with the path.
  init(_ path: String, start: Tensor, contextSize: Int) {
    require(contextSize >= 0, "a context of \(contextSize) numbers")
    let isAmortized = contextSize > 0
    bias = Parameter(isAmortized ? "\(path)/bias" : "\(path)/numbers", start.reshaped(to: [-1]))
    weights = isAmortized ? Parameter("\(path)/weights", .zeros([contextSize, start.count])) : nil
  }

  var parameters: [Parameter] { (weights.map { [$0] } ?? []) + [bias] }

  var contextSize: Int { weights?.value.shape[0] ?? 0 }

  /// The numbers, or for each vector of the context so many.
  func callAsFunction(_ pass: Pass, _ context: Variable?) -> Variable {
    guard let weights, let context else { return pass[bias] }
    let rows = context.reshaped(to: [-1, contextSize]).affine(pass[weights], bias: pass[bias])
    return rows.reshaped(to: context.shape.dropLast() + [bias.value.count])
  }
}

extension Variable {
  /// Consecutive parts of the last axis, of these lengths.
  func parts(_ lengths: Int...) -> [Variable] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return slice(start..<start + length, along: -1)
    }
  }
}
