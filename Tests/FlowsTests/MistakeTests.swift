import LabAutodiff
import LabDistributions
import LabFlows
import LabNeuralNetworks
import LabTensors
import Testing

/// Broken rules end the program with a sentence that says what was given.
@Suite struct MistakeTests {
  @Test func aContextThatIsMissing() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = PlanarFlow("flow", size: 2, contextSize: 3, using: Random(seed: 1))()
    }
    #expect(said(result).contains("a flow with a context of 3 numbers was given none"))
  }

  @Test func aContextOfAnotherSize() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let flow = FlowSequence.planar("flow", size: 2, count: 2, contextSize: 3, using: Random(seed: 1))
      _ = flow.bijection(in: .evaluation, context: Variable(.zeros([5, 4])))
    }
    #expect(said(result).contains("of 3 numbers was given one of shape 5×4"))
  }

  @Test func aMaskWhereNothingChanges() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = CouplingMask([true, true])
    }
    #expect(said(result).contains("some numbers stay and some change"))
  }

  @Test func aPermutationOfFewerNumbers() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = PermutationBijection([1, 0])(Variable(.zeros([5, 3])))
    }
    #expect(said(result).contains("2 numbers was given 5×3"))
  }

  @Test func aCouplingOfFewerNumbers() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let flow = try CouplingFlow("flow", mask: .half(of: 2), using: Random(seed: 1))
      _ = flow()(Variable(.zeros([5, 3])))
    }
    #expect(said(result).contains("2 numbers was given 5×3"))
  }

  @Test func oneUnitBetweenAContextAndTheFirstNumber() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = InverseAutoregressiveFlow("flow", size: 3, hidden: [8, 1], contextSize: 2, using: Random(seed: 1))
    }
    #expect(said(result).contains("one unit cannot"))
  }

  @Test func vectorsOfAnotherLength() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let flow = InverseAutoregressiveFlow("flow", size: 3, using: Random(seed: 1))
      _ = flow()(Variable(.zeros([5, 2])))
    }
    #expect(said(result).contains("a flow of vectors of 3 numbers was given 5×2"))
  }

  @Test func layersThatMakeNoVector() throws {
    let error = try #require(throws: ShapeMismatch.self) {
      try CouplingFlow("flow", mask: .half(of: 2), layers: [Reshape(to: [1, 1])], using: Random(seed: 1))
    }
    #expect(error.description.contains("flow, layer 2, Dense"))
  }

  private func said(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
