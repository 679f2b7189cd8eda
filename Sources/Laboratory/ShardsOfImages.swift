import LabDatasets
import LabNeuralNetworks

extension LabelledImages {
  /// The images of one of the equal shards that a batch of these is cut into.
  public func part(_ shard: Shard) -> LabelledImages {
    shard.count == 1 ? self : selecting(shard.range(of: count))
  }
}
