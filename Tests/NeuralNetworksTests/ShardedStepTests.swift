import LabAutodiff
import LabMessagePassing
import LabTensors
import LabTestSupport
import Testing

@testable import LabNeuralNetworks

/// A step on a batch in shards: the same bits for any number of ranks, and what a step without them comes to but for rounding.
@Suite struct ShardedStepTests {
  /// A network with what may go wrong: statistics of the batch, and draws.
  private struct Example {
    let network: Network
    var training: Training<Adam>

    init(normalizes: Bool = true) throws {
      network = try Network(
        "net", input: [6], using: Random(seed: 1),
        normalizes
          ? [Dense(5), BatchNormalization(), Activation.selu, Dropout(0.3), Dense(3)]
          : [Dense(5), Activation.selu, Dense(3)])
      training = Training(network.parameters, Adam(0.02), maximumGradientNorm: 1)
    }

    static let batch = Tensor.normal([24, 6], using: Random(seed: 2))

    func loss(_ batch: Tensor, _ pass: Pass) -> Loss {
      let y = network(Variable(batch), pass)
      return ["square": square(y).mean(), "sum": y.mean()]
    }

    /// The state after some steps, and what they found.
    mutating func run(
      _ shards: Int, over communicator: Communicator = .alone, steps: Int = 3, pieceSize: Int = ShardLayout.pieceSize,
      normalizingBy statistics: BatchStatistics = .ofShard
    ) throws -> (TrainingState, [Float]) {
      var found: [Float] = []
      for step in 0..<steps {
        let (network, batch) = (network, Self.batch)
        let taken = try training.step(
          shards: shards, normalizingBy: statistics, over: communicator, using: Random(seed: 3)[step], layersDraw: true,
          pieceSize: pieceSize
        ) { pass, shard in
          let y = network(Variable(shard.rows(of: batch)), pass)
          return ["square": square(y).mean(), "sum": y.mean()]
        }
        found += [taken.loss, taken.gradientNorm, taken.terms["square"] ?? .nan, taken.terms["sum"] ?? .nan]
      }
      return (training.state, found)
    }
  }

  /// In one piece, and in pieces of which most are sent while gradients are still computed.
  @Test(arguments: [1, 2, 3, 4, 6, 8], [1, 20, ShardLayout.pieceSize])
  func anyNumberOfRanksComesToTheSameBits(_ shards: Int, _ pieceSize: Int) throws {
    var alone = try Example()
    let expected = try alone.run(shards)
    for ranks in 2...8 where ranks <= shards {
      let states = try RanksOfThreads.run(ranks) { communicator in
        Machine.threadCount = 1
        var example = try Example()
        return try example.run(shards, over: communicator, pieceSize: pieceSize)
      }.map { try $0.get() }
      #expect(states.count == ranks)
      for (state, found) in states {
        #expect(state == expected.0, "\(ranks) ranks")
        #expect(found == expected.1, "\(ranks) ranks")
      }
    }
  }

  @Test(arguments: [2, 3, 4, 6, 8]) func statisticsOfTheBatchAreTheSameForAnyNumberOfRanks(_ shards: Int) throws {
    var alone = try Example()
    let expected = try alone.run(shards, normalizingBy: .ofBatch)
    for ranks in 2...8 where ranks <= shards {
      let states = try RanksOfThreads.run(ranks) { communicator in
        Machine.threadCount = 1
        var example = try Example()
        return try example.run(shards, over: communicator, normalizingBy: .ofBatch)
      }.map { try $0.get() }
      for (state, found) in states {
        #expect(state == expected.0, "\(ranks) ranks")
        #expect(found == expected.1, "\(ranks) ranks")
      }
    }
  }

  /// By statistics of the batch, shards come to what the batch does, but for rounding: gradients through the statistics, and what these
  /// leave behind, included.
  @Test(arguments: [2, 3, 4]) func byStatisticsOfTheBatchShardsAreTheBatch(_ shards: Int) throws {
    func network() throws -> Network {
      try Network(
        "net", input: [6], using: Random(seed: 1),
        // A bias right before the normalisation has no gradient but that of rounding.
        [Dense(5), Activation.tanh, BatchNormalization(), Activation.selu, Dense(3)])
    }
    let sharded = try network(), whole = try network(), batch = Tensor.normal([24, 6], using: Random(seed: 2))
    var ours = Training(sharded.parameters, SGD(0.1)), theirs = Training(whole.parameters, SGD(0.1))
    let found = try ours.step(shards: shards, normalizingBy: .ofBatch, using: Random(seed: 3)) { pass, shard in
      Loss(square(sharded(Variable(shard.rows(of: batch)), pass)).mean())
    }
    let expected = try theirs.step { Loss(square(whole(Variable(batch), $0)).mean()) }
    #expect(abs(found.loss - expected.loss) <= 1e-6 * abs(expected.loss))
    #expect(abs(found.gradientNorm - expected.gradientNorm) <= 1e-5 * expected.gradientNorm)
    for (ours, theirs) in zip(sharded.state, whole.state) {
      #expect(errorRelativeToLargest(ours.value, theirs.value) <= 1e-5, "\(ours.name)")
    }
  }

  /// Who fails before the others meet, tells them; nobody waits for ever.
  @Test(arguments: [1, 2, 4], [0, 2, 3])
  func aShardThatFailsEndsTheMeetingsOfAll(_ ranks: Int, _ failing: Int) throws {
    let results = RanksOfThreads.run(ranks) { communicator -> String in
      let example = try Example(), network = example.network
      var training = example.training
      do {
        _ = try training.step(shards: 4, normalizingBy: .ofBatch, over: communicator, using: Random(seed: 1)) {
          pass, shard in
          let y = network(Variable(shard.rows(of: Example.batch)), pass)
          return ["square": square(y).mean(), "KL": y.sum() * (shard.index == failing ? Float.nan : 1)]
        }
        return ""
      } catch {
        return "\(error)"
      }
    }
    for result in results {
      #expect(
        try result.get()
          == "at step 1 the term “KL” of the loss is nan; try a lower learning rate or gradient clipping")
    }
  }

  /// One shard is the batch: the same step, bit by bit, as without.
  @Test func oneShardIsTheStepWithout() throws {
    var sharded = try Example(), whole = try Example()
    let (state, losses) = try sharded.run(1)
    let found = try (0..<3).map { step in
      let example = whole
      return try whole.training.step(using: Random(seed: 3)[step]) { example.loss(Example.batch, $0) }
    }
    #expect(whole.training.state == state)
    #expect(found.map(\.loss) == [losses[0], losses[4], losses[8]])
  }

  /// Without layers that see more than an example, the mean over shards is that over the batch: only the sums' roundings differ.
  @Test(arguments: [2, 3, 4]) func theMeanOverShardsIsThatOverTheBatch(_ shards: Int) throws {
    var sharded = try Example(normalizes: false), whole = try Example(normalizes: false)
    let (state, losses) = try sharded.run(shards, steps: 1)
    let example = whole
    let found = try whole.training.step { example.loss(Example.batch, $0) }
    #expect(abs(found.loss - losses[0]) <= 1e-6)
    #expect(abs(found.gradientNorm - losses[1]) <= 1e-6)
    for (ours, theirs) in zip(state.averages, whole.training.state.averages) {
      #expect(errorRelativeToLargest(ours.value, theirs.value) <= 1e-5, "\(ours.name)")
    }
  }

  /// Running statistics move by the mean over the shards of what each would have moved them by.
  @Test func runningStatisticsFollowTheMeanOfTheShards() throws {
    let layer = BatchNormalization(momentum: 0.5)
    func network() throws -> Network { try Network("net", input: [6], using: Random(seed: 1), [layer]) }
    let sharded = try network()
    var training = Training(sharded.parameters, SGD(0.1))
    _ = try training.step(shards: 4, using: Random(seed: 1)) { pass, shard in
      Loss(square(sharded(Variable(shard.rows(of: Example.batch)), pass)).mean())
    }
    let parts = try (0..<4).map { index in
      let alone = try network(), shard = Shard(index, of: 4, using: Random(seed: 1))
      _ = alone(Variable(shard.rows(of: Example.batch)), Pass(.training))
      return alone.state[2...].map(\.value)
    }
    for statistic in 0..<2 {
      let mean = parts.dropFirst().reduce(parts[0][statistic]) { $0 + $1[statistic] } * 0.25
      #expect(errorRelativeToLargest(sharded.state[2 + statistic].value, mean) <= 1e-6)
    }
  }

  /// The first shard that cannot be evaluated is told on all ranks, in the same words, and nothing moves.
  @Test(arguments: [1, 2, 4]) func aShardThatFailsIsToldOnAllRanks(_ ranks: Int) throws {
    let results = RanksOfThreads.run(ranks) { communicator -> (error: String, moved: Bool) in
      let w = Parameter("w", Tensor([3, -4]))
      var training = Training([w], SGD(0.1))
      do {
        _ = try training.step(shards: 4, over: communicator, using: Random(seed: 1)) { pass, shard in
          ["square": square(pass[w]).sum(), "KL": pass[w].sum() * (shard.index >= 2 ? Float.nan : 1)]
        }
        return ("", true)
      } catch {
        return ("\(error)", w.value != Tensor([3, -4]) || training.stepCount != 0)
      }
    }
    for result in results {
      let (error, moved) = try result.get()
      #expect(!moved)
      #expect(
        error == "at step 1 the term “KL” of the loss is nan; try a lower learning rate or gradient clipping")
    }
  }

  /// As where the ranks were started with different arguments. Nothing is summed that does not belong together.
  @Test(arguments: [BatchStatistics.ofShard, .ofBatch])
  func ranksWhoseLossesHaveDifferentTermsAreTold(_ statistics: BatchStatistics) throws {
    let results = RanksOfThreads.run(2) { communicator -> String in
      let w = Parameter("w", Tensor([3, -4]))
      var training = Training([w], SGD(0.1))
      do {
        _ = try training.step(shards: 4, normalizingBy: statistics, over: communicator, using: Random(seed: 1)) {
          pass, _ in
          let square = Loss.Term("square", square(pass[w]).sum())
          return Loss(communicator.isRoot ? [square] : [square, .init("sum", pass[w].sum())])
        }
        return ""
      } catch {
        return w.value == Tensor([3, -4]) && training.stepCount == 0 ? "\(error)" : "moved"
      }
    }
    for result in results { #expect(try result.get() == "\(ShardingError.differentTerms)") }
  }

  @Test func ranksThatSumDifferentThingsAreTold() throws {
    let results = RanksOfThreads.run(2) { communicator -> String in
      let w = Parameter("w", Tensor([3, -4]))
      var training = Training([w], SGD(0.1))
      do {
        _ = try training.step(shards: 2, normalizingBy: .ofBatch, over: communicator, using: Random(seed: 1)) {
          pass, _ in
          Loss(pass.sumOverParts(communicator.isRoot ? pass[w] : pass[w].sum()).sum())
        }
        return ""
      } catch {
        return "\(error)"
      }
    }
    for result in results { #expect(try result.get() == "\(ShardingError.differentSums)") }
  }

  /// Bytes of a file, say, where a shard's sum is waited for.
  @Test(arguments: [Float(1e30), .nan, -2, 0.5]) func aMessageOfSomethingElseIsAnError(_ number: Float) throws {
    let results = RanksOfThreads.run(2) { communicator -> Bool in
      guard communicator.isRoot else {
        try communicator.send([number, 1, 2].withUnsafeBytes { Array($0) }, to: 0)
        return true
      }
      let w = Parameter("w", Tensor([3, -4]))
      var training = Training([w], SGD(0.1))
      #expect(throws: MessageError.unexpected(rank: 1)) {
        try training.step(shards: 2, over: communicator, using: Random(seed: 1)) { pass, _ in
          Loss(square(pass[w]).sum())
        }
      }
      return w.value == Tensor([3, -4])
    }
    for result in results { #expect(try result.get()) }
  }

  @Test func moreRanksThanShardsAreRefused() throws {
    let results = RanksOfThreads.run(3) { communicator in
      var example = try Example()
      return try example.run(2, over: communicator)
    }
    for result in results {
      #expect(throws: ShardingError.tooFewShards(shards: 2, ranks: 3)) { try result.get() }
    }
  }

  /// The order of the sums is one that the number of shards alone decides: halves, the first of them a power of two.
  @Test func theTreeIsHalved() {
    #expect(ShardTree.halves(of: 0..<4) == [0..<2, 2..<4])
    #expect(ShardTree.halves(of: 0..<7) == [0..<4, 4..<7])
    #expect(ShardTree.halves(of: 4..<7) == [4..<6, 6..<7])
    for ranks in 1...7 {
      let owners = (0..<7).map { ShardTree(shards: 7, ranks: ranks).owner(of: $0) }
      #expect(owners == owners.sorted() && Set(owners) == Set(0..<ranks))
    }
  }
}
