import LabAutodiff
import LabDistributions
import LabTensors

/// A masked network in one evaluation, and what is made of its numbers.
struct AutoregressiveConditioner {
  private let network: MaskedNetwork
  private let pass: Pass
  private let context: Variable?

  init(_ network: MaskedNetwork, _ pass: Pass, _ context: Variable?) {
    (self.network, self.pass, self.context) = (network, pass, context)
  }

  /// The shape of vectors with the axes of the context.
  func imageShape(of shape: Shape) -> Shape { shape.widened(byContext: context?.shape) }

  /// The map of each number, by the numbers before it in some vectors.
  func map(given vectors: Variable) -> any Bijection { network.map.bijection(network(vectors, pass, context)) }

  /// What becomes of vectors where each number's map depends on what became of those before it, with the sum of the changes.
  func oneAfterAnother(
    _ vectors: Variable, _ become: (any Bijection, Variable) -> (Variable, Variable)
  ) -> (results: Variable, logDeterminant: Variable) {
    let batch = vectors.shape.dropLast(), size = vectors.shape[-1]
    var known: [Variable] = [], changes: [Variable] = []
    for place in 0..<size {
      let unknown = Variable(.zeros(batch + [size - place]))
      let numbers = network(.concatenate(known + [unknown], along: -1), pass, context)
      let map = network.map.bijection(numbers.slice(place..<place + 1, along: -2))
      let (result, change) = become(map, vectors.slice(place..<place + 1, along: -1))
      known.append(result)
      changes.append(change)
    }
    return (.concatenate(known, along: -1), Variable.concatenate(changes, along: -1).sum(along: [-1]))
  }
}
