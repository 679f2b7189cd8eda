import Laboratory

/// Networks that differ in their activation function or in how their weights begin, and their scores, repeat by repeat.
struct ActivationRepeats {
  private struct Trained {
    let vae: VariationalAutoencoder
    let curve: [Double]
    let score: Double
  }
  private var trained: [ComparedNetwork: [Trained]] = [:]

  /// Adds what the next repeat made of a network: its score at every checkpoint, and that after the training.
  mutating func add(_ vae: VariationalAutoencoder, curve: [Double], score: Double, of network: ComparedNetwork) {
    trained[network, default: []].append(Trained(vae: vae, curve: curve, score: score))
  }

  /// The networks of a kind, in the order of the repeats.
  func vaes(_ network: ComparedNetwork) -> [VariationalAutoencoder] { trained[network, default: []].map(\.vae) }

  /// Their scores after the training.
  func scores(_ network: ComparedNetwork) -> [Double] { trained[network, default: []].map(\.score) }

  /// How much higher they are than those of another kind in the same repeat.
  func difference(_ network: ComparedNetwork, from other: ComparedNetwork) -> PairedDifference {
    PairedDifference(of: scores(network), less: scores(other))
  }

  /// The scores of each repeat at the checkpoints.
  func curves(_ network: ComparedNetwork) -> [[Double]] { trained[network, default: []].map(\.curve) }

  /// How much higher they are than another kind's of the same repeat.
  func differences(_ network: ComparedNetwork, from other: ComparedNetwork) -> [[Double]] {
    zip(curves(network), curves(other)).map { zip($0, $1).map { $0 - $1 } }
  }

  /// The scores of each kind after the training, and how they differ from one of them.
  func table(of networks: [ComparedNetwork], against reference: ComparedNetwork) -> Table {
    Table(
      columns: [
        "", "test ELBO", "spread", "difference to \(reference.name)", "which is", "p by Student's t",
      ],
      rows: networks.map { network in
        let single = Summary(of: scores(network)), difference = difference(network, from: reference)
        let compared: [Table.Cell] =
          network == reference
          ? ["", "", ""]
          : [
            .number(difference.summary, .fixed(2)), .text(difference.verdict),
            .number(difference.probability, .significant(1)),
          ]
        return [.text(network.name), .number(single, .fixed(2)), .number(single.standardDeviation, .fixed(2))]
          + compared
      })
  }
}
