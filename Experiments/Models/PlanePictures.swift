import Laboratory

/// The pictures that the source draws, of its version, beside those of the model with a learned σ.
struct PlanePictures {
  let source: PlaneTrainings
  let learned: PlaneTrainings
  let density: EightGaussians
  /// The points that are encoded, and the modes that they are from.
  let data: (points: Tensor, modes: [Int])
  let random: Random

  /// The data's codes by either model: the means of their posteriors, and draws from these.
  private func codes(of kind: PlaneTrainings) -> (means: Tensor, draws: Tensor) {
    let posterior = kind.shown.vae.posterior(of: data.points)
    return (posterior.mean.value, posterior.sample(using: random["draws of codes"]))
  }

  /// How many per cent of the codes with a learned σ lie nearest to the middle of those of their own mode.
  var percentNearestToOwnMiddle: Double {
    codes(of: learned).means.percentNearestToOwnMiddle(data.modes, of: density.centres.count)
  }

  /// What both trainings go through: the cost of a point with a learned σ, that σ, and the loss that the source prints.
  var losses: Panels {
    let cost = Axis("−ELBO", unit: "nats a point", limits: 1...7), printed = Axis("the loss that it prints")
    let landmarks = [density.singleGaussianCrossEntropy, density.entropy].map { Mark.horizontalLine(at: $0) }
    return Panels([
      Figure([learned.line("loss")] + landmarks, x: "step", y: cost, title: "Learned σ"),
      Figure(
        [learned.line("σ"), .horizontalLine(at: density.standardDeviation)], x: "step", y: Axis("σ", limits: 0...1.2),
        title: "What σ learns"),
      Figure(source.line("loss") { 4 * ($0 - log(4 * .pi)) }, x: "step", y: printed, title: "The source's version"),
    ])
  }

  /// log p(x) of the density and of both models.
  func densities(on raster: PlaneRaster, latticeSide: Int) -> Panels {
    let itself = raster.figure(ofLogDensities: density.logDensity(at: raster.points.doubles), title: "The density")
    let models = [learned, source].map { kind in
      raster.figure(ofLogDensityBy: kind.shown.vae, latticeSide: latticeSide, title: "VAE, \(kind.name)")
    }
    return Panels([itself] + models, sharing: .colorBar, letters: false)
  }

  /// The codes of the data: above those of the source's version, below with a learned σ.
  var codePlanes: Panels {
    let count = data.modes.count
    let figures = [source, learned].flatMap { kind in
      let codes = codes(of: kind), modeNames = density.centres.indices.map { "mode \($0 + 1)" }
      return [
        Figure(
          codes: .concatenate([codes.draws, codes.means], along: 0),
          categories: (0..<2 * count).map { $0 < count ? 1 : 0 }, names: ["mean", "draw"],
          title: "Means over draws, \(kind.name)"),
        Figure(codes: codes.means, categories: data.modes, names: modeNames, title: "Means by mode, \(kind.name)"),
      ]
    }
    return Panels(figures, columns: 2, sharing: [.x, .y])
  }

  /// Above reconstructions of the data, below points from the prior's codes: the data, the decoder's means and draws of the
  /// source's version, draws with a learned σ.
  func meansAndDraws(from priorCodes: Tensor) -> Panels {
    func row(_ ofSource: Tensor, _ ofLearned: Tensor) -> [Figure] {
      let printed = source.shown.vae.points(of: ofSource), right = learned.shown.vae.points(of: ofLearned)
      let noise = random["draws of points"]
      return [
        Figure(data.points, title: "Data"), Figure(printed.mean.value, title: "The source's f(z)"),
        Figure(printed.sample(using: noise["source"]), title: "Its draws of x"),
        Figure(right.sample(using: noise["learned"]), title: "Learned σ: draws"),
      ]
    }
    return Panels(
      row(codes(of: source).means, codes(of: learned).draws) + row(priorCodes, priorCodes), columns: 4, letters: false)
  }

  /// Kernel density estimates of the source's decoder means, of draws with a learned σ and of the data, each row with one rule
  /// for the kernel; at the end of the first row stands the density.
  func estimates(from priorCodes: Tensor, on raster: PlaneRaster, _ rules: [KernelDensity.Bandwidth]) throws -> Panels {
    let draws = learned.shown.vae.points(of: priorCodes).sample(using: random["draws of points"]["prior"])
    let samples = [
      ("Source", source.shown.vae.points(of: priorCodes).mean.value), ("Learned σ", draws), ("Data", data.points),
    ]
    let cells = raster.points.doubles, itself = density.logDensity(at: cells).map { exp($0) }
    var figures = try rules.flatMap { rule in
      try samples.map { name, points in
        let kde = try KernelDensity(of: points.doubles, dimension: 2, bandwidth: rule)
        let deviation = NumberFormat.fixed(2).text(kde.standardDeviations[0])
        return raster.figure(kde.density(at: cells), title: "\(name), sd \(deviation)", color: "")
      }
    }
    figures.insert(raster.figure(itself, title: "The density", color: ""), at: samples.count)
    return Panels(figures, columns: samples.count + 1, letters: false)
  }
}

extension Table {
  /// How far the points of several kinds of trainings lie from the centres, each kind by its decoder's means and by draws, and
  /// at last the data.
  init(_ kinds: [[DecodedDistances]], data: ModeDistances) {
    let rows = kinds.flatMap { [ModeDistances.cells($0.map(\.means)), ModeDistances.cells($0.map(\.draws))] }
    self.init(
      columns: ["", "root mean square distance along an axis", "within 3 deviations (%)", "modes covered"],
      rows: rows + [ModeDistances.cells([data])])
  }
}
