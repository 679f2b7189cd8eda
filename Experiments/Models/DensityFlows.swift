import Laboratory

/// A kind of flow that is trained as the model of points in the plane.
struct DensityFlow {
  let name: String
  /// A flow of two numbers with new weights.
  let make: (Random) throws -> FlowSequence

  /// Kinds of flows, from the simplest to splines: all but planar maps, which have no networks, with parameters of one order.
  static var all: [DensityFlow] {
    [
      DensityFlow(name: "planar") { .planar("planar", size: 2, count: 32, using: $0) },
      DensityFlow(name: "affine couplings") {
        try .couplings("couplings", size: 2, count: 8, layers: layers(of: 64), using: $0)
      },
      DensityFlow(name: "masked autoregressive") {
        .maskedAutoregressive("autoregressive", size: 2, count: 8, hidden: [64, 64], using: $0)
      },
      DensityFlow(name: "splines") {
        .maskedAutoregressive(
          "splines", size: 2, count: 3, map: .spline(bins: 16, bound: 4), hidden: [96, 96], using: $0)
      },
    ]
  }

  private static func layers(of units: Int) -> [any Layer] {
    [Dense(units), Activation.relu, Dense(units), Activation.relu]
  }
}

/// A flow after its training on a density.
struct FittedFlow {
  let flow: FlowSequence
  let log: TrainingLog
  /// By how much a held-out point costs more than by the density itself, in nats.
  let excess: Double

  /// The distribution of the points that a flow makes of normal ones, twice as wide.
  static func distribution(_ flow: FlowSequence, _ pass: Pass = .evaluation) -> any ReparameterizedDistribution {
    let doubling = AffineBijection(shift: Variable(0), logScale: Variable(Foundation.log(2)))
    return Transformed(
      Normal.standard([2]).toEvent(1), ComposedBijection([flow.bijection(in: pass, context: nil), doubling]))
  }

  /// log p of points, count × 2.
  static func logDensities(of points: Tensor, by flow: FlowSequence) -> [Double] {
    points.batches(of: 2_000).flatMap { distribution(flow).logDensity(Variable($0)).value.doubles }
  }
}

/// The trainings of one kind of flow on one density, which differ in their seeds.
struct FittedFlows {
  let kind: DensityFlow
  let density: PlaneDensity
  let trainings: [FittedFlow]

  /// By how much a held-out point costs more than by the density itself after each training, in nats.
  var excesses: [Double] { trainings.map(\.excess) }
  /// The number of parameters.
  var parameterCount: Int { trainings[0].flow.parameters.map(\.value.count).reduce(0, +) }

  /// log p in each cell by the first training.
  func figure(on raster: PlaneRaster) -> Figure {
    raster.figure(ofLogDensities: FittedFlow.logDensities(of: raster.points, by: trainings[0].flow), title: kind.name)
  }
}

extension PlaneDensity {
  /// log p in each cell.
  func figure(on raster: PlaneRaster) -> Figure {
    // Any number far below what is shown in place of −∞.
    raster.figure(ofLogDensities: logDensity(raster.points.doubles).map { max($0, -100) }, title: name)
  }
}

extension Notebook {
  /// Trains a kind of flow on a density by maximum likelihood, once for each seed, on new points at every step.
  func fitted(
    _ kind: DensityFlow, to density: PlaneDensity, for schedule: Schedule, heldOut: Tensor, seeds: Int,
    maximumGradientNorm: Double
  ) throws -> FittedFlows {
    let exact = density.logDensity(heldOut.doubles)
    return FittedFlows(
      kind: kind, density: density,
      trainings: try (0..<seeds).map { seed in
        let random = random["densities"][density.name][seed], flow = try kind.make(random["initial weights"])
        var training = Training(
          flow.parameters, Adam(schedule.rate), maximumGradientNorm: Float(maximumGradientNorm))
        let log = try train(
          &training, steps: schedule.steps, as: "\(kind.name) on \(density.name), seed \(seed + 1)"
        ) { training, step in
          let points = density.sample(schedule.batchSize, random["points"][step.index])
          return try training.step { pass in
            Loss(-FittedFlow.distribution(flow, pass).logDensity(Variable(points)).mean())
          }
        }
        let excess = Summary(of: exact, less: FittedFlow.logDensities(of: heldOut, by: flow)).mean
        return FittedFlow(flow: flow, log: log, excess: excess)
      })
  }
}

extension Table {
  /// By how much a held-out point costs more than by the density itself, for each kind of flow, with its parameters.
  init(excesses kinds: [[FittedFlows]]) {
    self.init(
      columns: ["flow", "parameters"] + kinds[0].map(\.density.name),
      rows: kinds.map { fits in
        [.text(fits[0].kind.name), .number(fits[0].parameterCount)]
          + fits.map { .number(Summary(of: $0.excesses), .fixed(3)) }
      })
  }
}
