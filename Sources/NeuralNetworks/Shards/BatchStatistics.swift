/// By whose statistics layers such as `BatchNormalization` normalise where a batch is cut into shards.
public enum BatchStatistics: Sendable {
  /// Each shard by its own, as if there were no other. Nothing waits for anything before the gradients are there.
  case ofShard
  /// All by those of the whole batch. The shards of a rank are then evaluated side by side, in as much memory as the batch takes, and
  /// all ranks wait for each other at every such layer, on the way there and back.
  case ofBatch
}
