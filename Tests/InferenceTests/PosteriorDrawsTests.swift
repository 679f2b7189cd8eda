import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// Draws by the names of their sites.
@Suite struct PosteriorDrawsTests {
  private let draws = PosteriorDraws(
    [("a", Tensor((0..<8).map(Float.init))), ("b", Tensor((0..<48).map(Float.init), shape: [8, 2, 3]))], chains: 2)

  @Test func chainsFollowEachOther() throws {
    #expect(draws.count == 8 && draws.drawsPerChain == 4)
    #expect(try draws.numbers(of: "a")[0].draws.chains == [[0, 1, 2, 3], [4, 5, 6, 7]])
    #expect(try draws.numbers(of: "b")[4].draws.chains == [[4, 10, 16, 22], [28, 34, 40, 46]])
    #expect(draws.numbers.map(\.name) == ["a"] + ["0, 0", "0, 1", "0, 2", "1, 0", "1, 1", "1, 2"].map { "b[\($0)]" })
    #expect(try draws.draw(5)["b"] == Tensor([30, 31, 32, 33, 34, 35], shape: [2, 3]))
  }

  @Test func whatIsComputedOfADrawIsADraw() throws {
    let more = try draws.adding("c") { try $0["b"].sum(along: [-1]) + $0["a"] }
    #expect(try more["c"].shape == [8, 2] && more.draw(1)["c"] == Tensor([22, 31]))
    #expect(more.names == ["a", "b", "c"])
  }

  @Test func thinnedDrawsLieFarApart() throws {
    #expect(try draws.thinned(to: 3)["a"] == Tensor([0, 2, 5]) && draws.thinned(to: 8)["a"] == draws["a"])
    #expect(draws.thinned(to: 4).chains == 1)
  }

  /// A guide's draws are those of its latent sites, not of what it computes them from.
  @Test func drawsOfAGuide() throws {
    let example = Conjugate.rate
    let guide = try MeanFieldNormalGuide(of: example.model, for: example.data, using: Random(seed: 1))
    let draws = try PosteriorDraws(
      ofGuideOf: ModelAndGuide(model: example.model, guide: guide.program), for: example.data, count: 20,
      using: Random(seed: 2))
    #expect(draws.names == ["z"] && draws.chains == 1)
    #expect(try draws["z"].shape == [20] && draws["z"].elements.allSatisfy { $0 > 0 })
  }
}
