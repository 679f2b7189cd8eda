import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

@testable import LabInference

/// What a run of a program records: values, shapes, log-densities.
@Suite struct TraceTests {
  private func trace(
    _ program: Trace.Program = .model, particles: Particles = .one, seed: UInt64 = 1,
    replaying values: [String: Variable]? = nil, observations: Trace.Observations = .given,
    _ body: (Trace) throws -> Void
  ) rethrows -> Trace {
    let trace = Trace(
      program, .evaluation, particles: particles, using: Random(seed: seed), replaying: values,
      observations: observations)
    try body(trace)
    return trace
  }

  private func value(_ trace: Trace, _ name: String) throws -> Tensor { try #require(trace[name]).value.value }

  // MARK: Random numbers

  /// A site's numbers are those of the stream of its name, whatever stands before, after or beside it.
  @Test func aSitesNumbersComeFromItsName() throws {
    let alone = try trace { try $0.sample("z", Normal.standard([3]).toEvent(1)) }
    let among = try trace { trace in
      try trace.sample("w", Normal.standard([7]).toEvent(1))
      try trace.plate("data", size: 2) { _ = try trace.sample("y", Bernoulli(logits: .zero)) }
      try trace.sample("z", Normal.standard([3]).toEvent(1))
      try trace.observe("x", Normal.standard(), Tensor(0))
    }
    let reordered = try trace { trace in
      try trace.sample("z", Normal.standard([3]).toEvent(1))
      try trace.sample("w", Normal.standard([7]).toEvent(1))
    }
    #expect(try value(alone, "z") == value(among, "z"))
    #expect(try value(alone, "z") == value(reordered, "z") && value(among, "w") == value(reordered, "w"))
    var stream = Random(seed: 1)["z"]
    #expect(try value(alone, "z") == stream.normal([3]))
  }

  @Test func theSameSeedGivesTheSameValuesAndAnotherNameOrSeedOthers() throws {
    func draw(_ name: String, seed: UInt64) throws -> Tensor {
      try value(trace(seed: seed) { try $0.sample(name, Normal.standard([3]).toEvent(1)) }, name)
    }
    #expect(try draw("z", seed: 1) == draw("z", seed: 1))
    #expect(try draw("z", seed: 1) != draw("z", seed: 2))
    #expect(try draw("z", seed: 1) != draw("w", seed: 1))
  }

  // MARK: Shapes

  /// Where a site stands, and the shapes of its distributions, of its value and of its log-density.
  struct Place: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var particles: Int?
    var nesting = 0
    /// The sizes of the plates, the outermost first.
    var plates: [Int] = []
    var batch: Shape = []
    var event: Shape = []
    let value, logDensity: Shape
  }

  static let places = [
    Place(testDescription: "a number", value: [], logDensity: []),
    Place(testDescription: "a vector", event: [3], value: [3], logDensity: []),
    Place(testDescription: "a matrix", event: [3, 2], value: [3, 2], logDensity: []),
    Place(testDescription: "numbers in a plate", plates: [5], value: [5], logDensity: [5]),
    Place(testDescription: "different numbers in a plate", plates: [5], batch: [5], value: [5], logDensity: [5]),
    Place(testDescription: "vectors in a plate", plates: [5], batch: [5], event: [3], value: [5, 3], logDensity: [5]),
    Place(testDescription: "an inner plate stands first", plates: [5, 2], value: [2, 5], logDensity: [2, 5]),
    Place(
      testDescription: "the outer plate's values in the inner one", plates: [5, 2], batch: [5], event: [3],
      value: [2, 5, 3], logDensity: [2, 5]),
    Place(
      testDescription: "the inner plate's values", plates: [5, 2], batch: [2, 1], value: [2, 5], logDensity: [2, 5]),
    Place(testDescription: "particles", particles: 4, value: [4], logDensity: [4]),
    Place(testDescription: "particles of vectors", particles: 4, event: [3], value: [4, 3], logDensity: [4]),
    Place(
      testDescription: "particles outside the plates", particles: 4, nesting: 2, event: [3], value: [4, 1, 1, 3],
      logDensity: [4, 1, 1]),
    Place(
      testDescription: "particles in the outer plate", particles: 4, nesting: 2, plates: [5], batch: [5],
      value: [4, 1, 5], logDensity: [4, 1, 5]),
    Place(
      testDescription: "particles in the inner plate", particles: 4, nesting: 2, plates: [5, 2], batch: [4, 1, 5],
      event: [3], value: [4, 2, 5, 3], logDensity: [4, 2, 5]),
  ]

  @Test(arguments: places) func aSiteTakesTheShapeOfItsPlace(_ place: Place) throws {
    let particles = place.particles.map { Particles(count: $0, plateNesting: place.nesting) } ?? .one
    let parameters = place.batch + place.event
    let trace = try trace(particles: particles) { trace in
      func inside(_ plates: ArraySlice<Int>) throws {
        guard let size = plates.first else {
          try trace.sample("z", Normal.standard(parameters).toEvent(place.event.rank))
          return
        }
        try trace.plate("plate of \(size)", size: size) { try inside(plates.dropFirst()) }
      }
      try inside(place.plates[...])
    }
    let site = try #require(trace["z"])
    #expect(site.value.shape == place.value)
    #expect(site.logDensity.shape == place.logDensity)
    #expect(site.plates.map(\.size) == place.plates)
    // All values are drawn, none is repeated.
    #expect(Set(site.value.value.elements).count == place.value.count)
  }

  // MARK: Log-densities

  /// A site's log-density is its distribution's, and log w the sum over the sites: of p, less that of q.
  @Test func logDensitiesAdd() throws {
    let x = Tensor([0.3, -1, 2])
    let pair = try TracePair(
      ModelAndGuide(
        model: { trace, x in
          let w = try trace.sample("w", Normal.standard([2]).toEvent(1))
          try trace.plate("data", size: 3, of: 12) {
            let z = try trace.sample("z", Normal(mean: w.sum(), logStandardDeviation: .zero))
            try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0.5)), x)
          }
        },
        guide: { trace, _ in
          try trace.sample("w", Normal.standard([2]).toEvent(1))
          _ = try trace.plate("data", size: 3, of: 12) {
            try trace.sample("z", Normal(mean: Variable(1), logStandardDeviation: .zero))
          }
        }), on: x, pass: .evaluation, particles: .one, using: Random(seed: 3))
    func logNormal(_ x: Float, _ mean: Float, _ logScale: Float) -> Double {
      let standardized = Double(x - mean) * exp(-Double(logScale))
      return -0.5 * standardized * standardized - Double(logScale) - 0.5 * log(2 * Double.pi)
    }
    #expect(pair.latents.map(\.p.name) == ["w", "z"] && pair.observations.map(\.name) == ["x"])
    let w = pair.latents[0].q.value.value.elements, z = pair.latents[1].q.value.value.elements
    #expect(w == pair.latents[0].p.value.value.elements && z == pair.latents[1].p.value.value.elements)
    // w has the same distribution in both. The plate counts 12/3 times.
    let expected = (0..<3).reduce(0.0) { sum, i in
      sum + 4 * (logNormal(z[i], w[0] + w[1], 0) + logNormal(x.elements[i], z[i], 0.5) - logNormal(z[i], 1, 0))
    }
    #expect(abs(Double(pair.logWeights.value.element) - expected) < 1e-5 * abs(expected))
    for site in pair.latents.flatMap({ [$0.q, $0.p] }) + pair.observations {
      #expect(site.logDensity.value == site.distribution.logDensity(site.value).value)
    }
  }

  // MARK: Replay

  /// A replayed site has the given value and its own distribution's log-density; observed data stay.
  @Test func replayedValuesAreScoredAnew() throws {
    let tape = Tape(), z = tape.variable(Tensor(1.5))
    let replay = try trace(replaying: ["z": z]) { trace in
      let value = try trace.sample("z", Normal(mean: Variable(0.5), logStandardDeviation: .zero))
      try trace.observe("x", Normal(mean: value, logStandardDeviation: .zero), Tensor(2))
    }
    #expect(replay.sites.map(\.kind) == [.latent, .observed])
    #expect(try value(replay, "z") == Tensor(1.5) && value(replay, "x") == Tensor(2))
    let constant = -0.5 * log(2 * Double.pi)
    let (prior, likelihood) = (replay.sites[0].logDensity, replay.sites[1].logDensity)
    #expect(abs(Double(prior.value.element) - (constant - 0.5)) < 1e-6)
    #expect(abs(Double(likelihood.value.element) - (constant - 0.125)) < 1e-6)
    // −(z − ½) + (x − z)
    let gradients = tape.gradients(of: prior + likelihood)
    #expect(gradients[z] == Tensor(-0.5))
  }

  /// In predictions, observed sites are drawn, each from its own stream.
  @Test func observationsCanBeDrawn() throws {
    let drawn = try trace(observations: .drawn) { trace in
      try trace.plate("data", size: 4) { _ = try trace.observe("x", Normal.standard(), .zeros([4])) }
    }
    var stream = Random(seed: 1)["x"]
    #expect(try value(drawn, "x") == stream.normal([4]))
    #expect(drawn["x"]?.kind == .observed)
  }

  @Test func aPlateScalesByTotalOverSize() {
    #expect(Plate(name: "data", size: 3, total: 12).scale == 4)
    #expect(Plate(name: "data", size: 3, total: 3).scale == 1)
  }
}
