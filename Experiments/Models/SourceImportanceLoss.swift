import Laboratory

/// The loss that C. Ollion's notebook “Going further with VAEs” trains its importance-weighted autoencoder with:
/// Σ w̃ᵢ (‖x − f(zᵢ)‖² + KL(q ‖ p)) with w̃ = softmax(‖x − f(zᵢ)‖² + KL(q ‖ p)) over the particles, taken as constants.
///
/// It is no bound. Its log w is a cost: the worst particle gets the largest weight. The KL is the same for every particle
/// and cancels in the softmax. The likelihood's σ is missing.
struct SourceImportanceLoss: Objective {
  let particles: Int?

  /// The loss of a model with one latent variable and one observation in one plate; the mean of p(x | z) is the decoder's
  /// output f(z).
  func loss(of pair: TracePair, step: Int) -> Loss {
    let x = pair.observations[0], z = pair.latents[0]
    let squaredErrors = square(x.distribution.mean - x.value).sum(along: [2])
    guard let divergences = z.q.distribution.klDivergence(to: z.p.distribution) else {
      brokenRule("the source's loss is of two normal distributions")
    }
    let costs = squaredErrors + divergences
    let loss = (costs * costs.detached.softmax(along: 0)).sum() * pair.commonScale
    return Loss([.init("the source's loss", loss)])
  }
}

/// What the source's loss and the negative bound of k draws are of one model, a point each, in evaluation mode.
struct PrintedLosses {
  let name: String
  let particles: Int
  /// The source's loss without a decoder; with it; −L_k.
  let asItStands: Double, withDecoder: Double, bound: Double

  /// Of a trained model and its guide; `bare` is the model without a decoder.
  init(of trained: Scored<PlaneVAE>, bare: PlaneVAE, particles: Int, on points: Tensor, using random: Random) throws {
    (name, self.particles) = (trained.name, particles)
    let loss = SourceImportanceLoss(particles: particles), model = trained.model
    let noise = random["printed values"][particles]
    let undecoded = ModelAndGuide(model: bare.model, guide: model.guide)
    asItStands = try loss.lossPerDatum(of: undecoded, on: points, using: noise)
    withDecoder = try loss.lossPerDatum(of: model, on: points, using: noise)
    bound = try ImportanceWeightedBound(particles: particles).lossPerDatum(of: model, on: points, using: noise)
  }

  /// Whether the source's value with the decoder grows from each k to the next, and the negative bound of the last is below that of
  /// the first.
  static func disagree(_ rows: [PrintedLosses]) -> Bool {
    let grows = zip(rows, rows.dropFirst()).allSatisfy { $0.withDecoder < $1.withDecoder }
    return grows && rows.last!.bound < rows[0].bound
  }

  /// A row of a table.
  var cells: [Table.Cell] {
    [.text(name), .number(particles)] + [asItStands, withDecoder, bound].map { .number($0, .fixed(2)) }
  }
}

/// What each fault of the source's loss costs a point: trainings with all of them, and three kinds with one fewer each.
struct SourceFaults {
  /// Trained on the source's loss without a decoder; with it; on the bound of as many draws with the source's σ; with σ learned.
  let asItStands, withDecoder, boundFixed, boundLearned: Repeated<PlaneVAE>

  /// All four, from the most faults to none.
  var kinds: [Repeated<PlaneVAE>] { [asItStands, withDecoder, boundFixed, boundLearned] }

  /// By how much more a point costs at least, of all seeds, after the one kind of training than after the other.
  static func leastCost(of worse: Repeated<PlaneVAE>, over better: Repeated<PlaneVAE>) -> Double {
    zip(worse.costs, better.costs).map { $0 - $1 }.min()!
  }

  /// The loss of the source's training, its reconstructions and samples, and beside them those of the last kind.
  func pictures(of data: Tensor, priorCodes: Tensor) -> Panels {
    let figures = [("Source", asItStands), ("L₁₀, learned σ", boundLearned)].flatMap { name, kind in
      let vae = kind.shown.model, means = vae.posterior(of: data).mean.value
      return [
        Figure(kind.losses(), x: "step", y: "loss", title: "\(name): loss"),
        Figure(vae.points(of: means).mean.value, title: "Reconstructions"),
        Figure(vae.points(of: priorCodes).mean.value, title: "From the prior"),
      ]
    }
    return Panels(figures, columns: 3, letters: false)
  }
}

extension Notebook {
  /// Keeps what the source's loss costs as it stands, as `cost-as-it-stands`, and by how much each fault raises that, seed by seed,
  /// as `cost-of-missing-decoder` and so on.
  func measure(_ faults: SourceFaults, file: String = #filePath, line: UInt = #line) throws {
    try measure(
      "cost-as-it-stands", meanOf: faults.asItStands.costs, unit: "nats", format: .fixed(2), file: file, line: line)
    let names = ["missing-decoder", "wrong-weights", "fixed-deviation"]
    for (name, (worse, better)) in zip(names, zip(faults.kinds, faults.kinds.dropFirst())) {
      try measure(
        "cost-of-\(name)", better.gain(over: worse), unit: "nats", format: .fixed(2), file: file, line: line)
    }
  }
}
