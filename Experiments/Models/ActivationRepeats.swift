import Laboratory

/// Networks that differ in their activation function alone, and their scores as the training went on, repeat by repeat.
struct ActivationRepeats {
  private struct Trained {
    let vae: VariationalAutoencoder
    let scores: [Double]
  }
  private var trained: [ComparedActivation: [Trained]] = [:]

  /// Adds what the next repeat made of an activation function: the network, and its scores before training and at every
  /// checkpoint.
  mutating func add(_ vae: VariationalAutoencoder, scores: [Double], of activation: ComparedActivation) {
    trained[activation, default: []].append(Trained(vae: vae, scores: scores))
  }

  /// The networks with an activation function, in the order of the repeats.
  func vaes(_ activation: ComparedActivation) -> [VariationalAutoencoder] {
    trained[activation, default: []].map(\.vae)
  }

  /// Whether every score is higher after the training than before it.
  var allLearned: Bool { trained.values.joined().allSatisfy { $0.scores.first! < $0.scores.last! } }

  /// The scores at a checkpoint, counted from 1.
  func scores(_ activation: ComparedActivation, at checkpoint: Int) -> [Double] {
    trained[activation, default: []].map { $0.scores[checkpoint] }
  }

  /// How much higher they are than another activation function's in the same repeat.
  func difference(_ activation: ComparedActivation, from other: ComparedActivation, at checkpoint: Int) -> Summary {
    Summary(of: scores(activation, at: checkpoint), less: scores(other, at: checkpoint))
  }
}
