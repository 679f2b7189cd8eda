import LabTensors
import LabTestSupport
import LabWorkloads
import Testing

/// What is timed is the peers' workload, and always the same one.
@Suite struct WorkloadTests {
  /// From `Benchmarks/peer_torch.py --parameters`.
  private static var parameterCounts: [String: Int] { get throws { try fixture("parameters") } }

  @Test func thereIsAWorkloadForEachOfThePeers() throws {
    let counts = try Self.parameterCounts
    #expect(Set(Workload.all.map(\.name)) == Set(counts.keys))
    #expect(Workload.all.count == counts.count)
  }

  @Test(arguments: Workload.all)
  func aWorkloadHasAsManyParametersAsThePeers(_ workload: Workload) throws {
    let parameters = try workload.training().parameters
    #expect(try parameters.map(\.value.count).reduce(0, +) == Self.parameterCounts[workload.name])
  }

  @Test(arguments: Workload.all)
  func theSameSeedGivesTheSameLossesAndAnotherSeedGivesOthers(_ workload: Workload) throws {
    func losses(seed: UInt64) throws -> [Float] {
      var training = try workload.training(batchSize: 8, seed: seed)
      return try (0..<3).map { _ in try training.step().loss }
    }
    let once = try losses(seed: 1)
    #expect(once.allSatisfy { $0.isFinite })
    #expect(try losses(seed: 1).map(\.bitPattern) == once.map(\.bitPattern))
    #expect(try losses(seed: 2) != once)
  }

  @Test(arguments: Workload.all)
  func noTrainingDependsOnThreadsOrInstructions(_ workload: Workload) {
    let training = PortableWork(workload.name) {
      guard var training = try? workload.training(batchSize: 8) else { return [] }
      let losses = (0..<3).map { _ in (try? training.step().loss) ?? .nan }
      return training.parameters.map(\.value) + [Tensor(losses)]
    }
    #expect(training.resultsThatDependOnTheMachine() == [])
  }

  @Test(arguments: Workload.all)
  func aStepMovesEveryParameter(_ workload: Workload) throws {
    var training = try workload.training(batchSize: 8)
    let before = training.parameters.map(\.value)
    try training.step()
    for (parameter, value) in zip(training.parameters, before) {
      #expect(parameter.value != value, "\(parameter.name)")
    }
  }

  /// The pool's counts are the process's, so they are read in a process of its own.
  @Test func aStepInTheSteadyStateAsksTheSystemForNoMemory() async {
    await #expect(processExitsWith: .success) {
      for workload in Workload.all {
        var training = try workload.training(batchSize: 8)
        for _ in 1...3 { try training.step() }
        let allocations = MemoryPool.statistics.allocations
        for _ in 4...10 { try training.step() }
        #expect(allocations > 0)
        #expect(MemoryPool.statistics.allocations == allocations, "\(workload.name)")
      }
    }
  }
}

extension Workload: CustomTestStringConvertible {
  /// The name.
  public var testDescription: String { name }
}
