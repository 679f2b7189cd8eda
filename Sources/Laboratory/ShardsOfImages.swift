import LabAutodiff
import LabDatasets
import LabInference
import LabNeuralNetworks
import LabNotebooks
import LabTensors

extension LabelledImages {
  /// The images of one of the equal shards that a batch of these is cut into.
  public func part(_ shard: Shard) -> LabelledImages {
    shard.count == 1 ? self : selecting(shard.range(of: count))
  }
}

extension Notebook {
  /// One step on a batch of images, which is cut into as many shards as the setting `Setting.shards` says, for the ranks of an
  /// `mpirun` to share.
  ///
  /// - Parameters:
  ///   - svi: What is trained.
  ///   - images: The batch.
  ///   - random: The step's stream.
  ///   - pixels: What is trained on of the images of a shard, with the shard's stream.
  /// - Throws: `NotebookError` where the batch is not cut into equal shards; what `SVI.step` throws.
  public func step<Rule>(
    _ svi: inout SVI<Tensor, Rule>, on images: LabelledImages, using random: Random,
    pixels: (LabelledImages, Random) throws -> Tensor
  ) throws -> TrainingStep {
    let shards: Int = try self[Setting.shards.name]
    try demand(images.count.isMultiple(of: shards), "batch-size is to be a multiple of \(Setting.shards.name)")
    return try svi.step(shards: shards, over: communicator, using: random) { shard in
      try pixels(images.part(shard), shard.random)
    }
  }
}
