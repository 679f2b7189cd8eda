import Laboratory

/*:
 # Eight Gaussians

 A density that is known exactly says what a generative model misses. Eight narrow Gaussians on a circle need
 {entropy} a point; a variational autoencoder that learns its decoder's standard deviation comes to {learned-cost}, and the
 same network with the squared error of the notebook that this report follows, which fixes that deviation at
 {source-deviation} where the data's is {data-deviation}, to {source-cost}.

 {densities}

 ## The question

 Photographs hide what a VAE gets wrong: nobody knows their density. Here it is an equal mixture of eight round Gaussians of
 deviation {data-deviation}, whose centres lie on a circle of radius 5. The entropy
 $H = -\mathbb{E}\log p(x)$ is the least cost in nats that any model of it can reach, and a model $p_\theta$ costs

 $$-\mathbb{E}_p \log p_\theta(x) = H + \mathrm{KL}(p \,\|\, p_\theta).$$

 How near does a VAE come, where does the rest go, and what do the customary pictures show of it? The source is the toy
 section of the notebook that this report follows, “Going further with VAEs” [@ollion2020].

 ## Data
*/
let eightGaussians = Experiment(
  "eight-gaussians", title: "Eight Gaussians",
  summary: "A VAE of a density that is known exactly: what a fixed σ, decoder means and a wide kernel hide.",
  settings: [
    Setting("steps", 10_000, smoke: 60, "optimiser steps with a learned σ", limits: .between(10, 1_000_000)),
    Setting("batch-size", 128, "new points in each of these steps", limits: .between(2, 10_000)),
    Setting("learning-rate", 3e-4, "Adam's learning rate at the first of them; it falls to 0", limits: .above(0)),
    Setting("maximum-gradient-norm", 10.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting(
      "source-steps", 1_000, smoke: 40, "optimiser steps of the source's version", limits: .between(10, 1_000_000)),
    Setting("test-points", 1_000, smoke: 100, paper: 10_000, "held-out points", limits: .between(20, 100_000)),
    Setting("rungs", [1, 5, 50, 2_000], smoke: [1, 5, 50], "draws k of the bounds", limits: .between(1, 10_000)),
    Setting("lattice", 301, smoke: 61, "codes along each side of log p(x)'s lattice", limits: .between(21, 1_001)),
    Setting("raster", 100, smoke: 40, "cells along each side of the density pictures", limits: .between(10, 500)),
    Setting("faithful", false, "show the source's version in the figures instead of the model with a learned σ"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let density = EightGaussians(), random = notebook.random
  let sourceData = density.sample(1_000, using: random["the source's data"])
  try notebook.show(
    Figure(
      .points(sourceData.points, size: 1.6), x: "x₁", y: "x₂", equalAspect: true, size: Size(width: 420, height: 400)),
    id: "data", caption: "A thousand points: as many as the source trains on.")
  let single = density.singleGaussianCrossEntropy
  try notebook.measure("data-deviation", density.standardDeviation, format: .fixed(1))
  try notebook.measure(["entropy": density.entropy, "single-gaussian-cost": single], unit: "nats", format: .fixed(3))

  //: The entropy is {entropy}. The best single Gaussian, which only knows how far the points lie from the middle, costs
  //: {single-gaussian-cost}: between these two numbers lies what there is to learn.
  //:
  //: ## Model
  //:
  //: A code $z \sim \mathcal{N}(0, I_2)$, a decoder network $f$, and $x \sim \mathcal{N}(f(z), \sigma^2 I)$; the guide is a
  //: Gaussian whose means and variances an encoder network gives ([PlaneVAE.swift](../../Experiments/Models/PlaneVAE.swift)).
  let learned = try PlaneVAE(using: random["initial weights"])
  try notebook.showLayers(of: learned.autoencoder.networks, fold: true)
  try notebook.measure("all-parameters", learned.parameters.map(\.value.count).reduce(0, +))

  //: Encoder and decoder have {encoder-parameters} and {decoder-parameters} parameters, as in the source. A learned σ is one
  //: number more, {all-parameters} in all.
  //:
  //: ### A squared error is a Gaussian
  //:
  //: The source has no σ. It minimises $\lVert x - f(z) \rVert^2 + \beta\, \mathrm{KL}$ with $\beta = 4$. But
  //:
  //: $$-\log \mathcal{N}(x; f(z), \sigma^2 I_2) = \frac{\lVert x - f(z) \rVert^2}{2\sigma^2} + \log 2\pi\sigma^2,$$
  //:
  //: so that its loss is $2\sigma^2$ times the negative evidence lower bound with $\sigma^2 = \beta/2 = 2$, but for a constant:
  //: it fixes a standard deviation of {source-deviation}, seven times that of the data. Nothing in the loss says so.
  //:
  //: ## Training
  //:
  //: With a learned σ: {steps} steps of {batch-size} new points, Adam at a rate that falls from {learning-rate} to 0 along half
  //: a cosine, gradients clipped. The source's version has its own settings: {source-steps} steps of 32 of its thousand points,
  //: Adam at 0.0003. (Its Adam never learns that steps pass, whose cost [conv-vae](../conv-vae/README.md) measures; here it does.)
  let schedule = try notebook.schedule()
  var svi = SVI(
    learned, objective: EvidenceLowerBound(), optimizer: Adam(schedule.rate),
    maximumGradientNorm: try notebook["maximum-gradient-norm"])
  let curves = try notebook.train(&svi, steps: schedule.steps, as: "training with a learned σ") { svi, step in
    let noise = random["training noise"][step.index], deviation = learned.deviation
    let points = density.sample(schedule.batchSize, using: noise["points"]).points
    return try svi.step(points, using: noise).adding("σ", deviation)
  }

  // 2σ² = β times the negative bound, less the constant: the number that the source prints.
  let source = try PlaneVAE(deviation: .fixed(2.0.squareRoot()), using: random["initial weights"])
  let sourceSteps: Int = try notebook["source-steps"]
  var sourceSVI = SVI(
    source, objective: EvidenceLowerBound(), optimizer: Adam(3e-4), lossScale: 4 * .perDatum, maximumGradientNorm: 1_000
  )
  let sourceLog = try notebook.train(&sourceSVI, steps: sourceSteps, as: "training the source's version") { svi, step in
    let noise = random["the source's training noise"][step.index]
    let batch = sourceData.points.gathered(.integers(in: 0..<1_000, count: 32, using: noise))
    return ["loss": try svi.step(batch, using: noise).loss - 4 * Float(log(4 * Double.pi))]
  }
  try notebook.measure(
    ["learned-deviation": learned.deviation, "source-deviation": source.deviation], format: .fixed(3))
  let landmarks: [Mark] = [
    .horizontalLine(at: single, name: "one Gaussian (upper), the entropy (lower)"),
    .horizontalLine(at: density.entropy),
  ]
  try notebook.show(
    Panels([
      Figure(
        [.smoothedLine(curves.losses, name: "−ELBO")] + landmarks, x: "step",
        y: Axis("cost of a point", unit: "nats", limits: 1...8), title: "Learned σ"),
      Figure(
        [.line(curves["σ"], name: "σ"), .horizontalLine(at: density.standardDeviation, name: "of the data")],
        x: "step", y: Axis("σ", limits: 0...1.2), title: "What σ learns"),
      Figure(
        .smoothedLine(sourceLog.losses, name: "loss"), x: "step", y: "the loss as printed", title: "The source's loss"),
    ]), id: "loss",
    caption:
      "Left: the negative bound of each training batch, between the two dashed lines that matter. Right: the source's loss, "
      + "whose numbers are not nats.")

  //: At the last step σ is {learned-deviation}, where the data's is {data-deviation}.
  //:
  //: ## What a held-out point costs
  //:
  //: The bound $L_1$ is what training sees. With $k$ draws of the code,
  //:
  //: $$L_k = \mathbb{E} \log \frac{1}{k} \sum_{i=1}^k \frac{p_\theta(x, z_i)}{q_\phi(z_i \mid x)}, \qquad z_i \sim
  //: q_\phi(z \mid x),$$
  //:
  //: rises with $k$ to $\log p_\theta(x)$ [@burda2016]: the step from $L_1$ to there is what the *guide* misses, the rest
  //: up to the entropy what the *model* misses. And since a code is only two numbers, $\log p_\theta(x)$ can also be had without
  //: any guide, as a sum over a lattice of {lattice-codes} codes.
  let testPoints = density.sample(try notebook["test-points"], using: random["held-out points"]).points
  let rungs = (try notebook["rungs"] as [Int]).sorted(), latticeSide: Int = try notebook["lattice"]

  /// A model, its bounds on the held-out points, and their log p(x) by the lattice.
  struct Measured {
    let name: String, vae: PlaneVAE, ladder: BoundLadder, logEvidence: [Double]
    var cost: Summary { -Summary(of: logEvidence) }
  }
  func measured(_ name: String, _ vae: PlaneVAE) throws -> Measured {
    let ladder = try BoundLadder(
      of: vae, on: testPoints.batches(of: 250), rungs: rungs, using: random["test noise"],
      as: "the bounds of the \(name)", observer: notebook)
    let logEvidence = vae.logEvidence(of: testPoints, latticeSide: latticeSide)
    return Measured(name: name, vae: vae, ladder: ladder, logEvidence: logEvidence)
  }
  let ofLearned = try measured("learned σ", learned), ofSource = try measured("source's version", source)
  let models = [ofLearned, ofSource]
  let exact = -Summary(of: density.logDensity(at: testPoints.doubles))
  // What the source's σ allows at best, or nearly so: a round Gaussian of that deviation at every centre.
  let blurred = EightGaussians(radius: density.radius, standardDeviation: source.deviation)
  let floor = -Summary(of: blurred.logDensity(at: testPoints.doubles))
  func row(_ name: String, σ: Table.Cell, _ cost: Table.Cell) -> [Table.Cell] {
    [.text(name), σ] + rungs.map { _ in "" } + [cost]
  }
  try notebook.show(
    Table(
      columns: ["", "σ"] + BoundLadder.headings(rungs) + ["$-\\log p$ by the lattice"],
      rows: models.map { model in
        [.text(model.name), .number(model.vae.deviation, .fixed(3))] + model.ladder.cells(.fixed(3))
          + [.number(model.cost, .fixed(3))]
      } + [
        row("one Gaussian, in expectation", σ: "", .number(single, .fixed(3))),
        row("perfect centres with the source's σ", σ: .number(source.deviation, .fixed(3)), .number(floor, .fixed(3))),
        row("the density itself", σ: .number(density.standardDeviation, .fixed(3)), .number(exact, .fixed(3))),
      ]), id: "costs",
    caption: "Nats a point over {test-points} held-out points, mean ± standard error; less is better.")
  //: hide
  try notebook.measure("lattice-codes", latticeSide * latticeSide)
  let learnedCost = ofLearned.cost.mean, sourceCost = ofSource.cost.mean, bound = ofLearned.ladder.loosest.cost.mean
  try notebook.measure(
    [
      "learned-cost": learnedCost, "source-cost": sourceCost, "fixed-floor": floor.mean, "learned-bound": bound,
      "fixed-deviation-costs": sourceCost - learnedCost, "guide-misses": bound - learnedCost,
      "model-misses": learnedCost - exact.mean, "source-model-misses": sourceCost - exact.mean,
    ], unit: "nats", format: .fixed(2))
  try notebook.show(
    Figure(
      models.map { .costs($0.ladder, name: $0.name) } + landmarks, x: Axis("draws k", scale: .log),
      y: Axis("−Lₖ", unit: "nats")), id: "ladder",
    caption:
      "The cost of a held-out point by the bound of k draws, with standard errors. Its limit is the model's −log p.")

  //: With a learned σ a point costs {learned-cost}: {guide-misses} less than the bound $L_1$ says, which is what a Gaussian guide
  //: misses of the posterior, and {model-misses} more than the density itself, which is the divergence from it to the model. The
  //: source's version costs {fixed-deviation-costs} more. Its steps and points are fewer, but they are not what it lacks: with
  //: σ = {source-deviation} even a decoder that sent every code to the centre of a mode would cost {fixed-floor}.
  let isTrained = schedule.steps >= 5_000 && sourceSteps >= 500
  for model in models {
    notebook.claim(
      "No bound of the model with the \(model.name) lies below the one of fewer draws by more than three standard errors.",
      model.ladder.rises(within: 3))
  }
  notebook.claim(
    "No bound of either model lies above the lattice's log p by more than three standard errors.",
    models.allSatisfy { model in
      let differences = model.ladder.rungs.map { Summary(of: $0.bounds, less: model.logEvidence) }
      return differences.allSatisfy { $0.mean <= 3 * $0.standardError }
    })
  if isTrained {
    let excess = ofSource.cost.mean - ofLearned.cost.mean
    notebook.claim("σ = √2 in place of a learned σ costs more than 1.5 nats a point.", excess > 1.5)
    // The known answers of another implementation with the same network, steps and batches, up to what a seed changes.
    notebook.claim(
      "With a learned σ the first and the last bound lie within 0.25 nats of 3.28 and 2.53, which a training in JAX "
        + "reached with as many steps and its own initial weights [@jax-figures].",
      abs(ofLearned.ladder.loosest.cost.mean - 3.28) < 0.25 && abs(ofLearned.ladder.tightest.cost.mean - 2.53) < 0.25)
  }

  //: ## The densities
  //:
  //: The figure at the head of this report shows log-densities: the density itself, and what each model makes of it, again by
  //: the sum over a lattice of codes. The logarithm also shows where little of the probability is, as between the modes.
  let raster = PlaneRaster(side: try notebook["raster"])
  try notebook.show(
    Panels(
      [raster.figure(ofLogDensities: density.logDensity(at: raster.points.doubles), title: "The density")]
        + models.map { raster.figure(ofLogDensityBy: $0.vae, latticeSide: latticeSide, title: "VAE, \($0.name)") },
      sharing: .colorBar, letters: false), id: "densities",
    caption: "log p(x) of the eight Gaussians and of the two models; −10 stands for everything below it.")

  //: ## Codes
  //:
  //: From here on the pictures are those of the source, of one model. Where each of the thousand points of the source goes in
  //: the plane of codes: the mean of its posterior, and a draw from it.
  let showsSource: Bool = try notebook["faithful"], shown = showsSource ? ofSource : ofLearned
  let posterior = shown.vae.posterior(of: sourceData.points), means = posterior.mean.value
  let codeDraws = posterior.sample(using: random["draws of codes"])
  let drawsAndMeans = Tensor.concatenate([codeDraws, means], along: 0)
  let isDraw = (0..<2_000).map { $0 < 1_000 ? 1 : 0 }, modeNames = (1...8).map { "mode \($0)" }
  try notebook.show(
    Panels(
      [
        Figure(codes: drawsAndMeans, categories: isDraw, names: ["mean", "draw"], title: "Means over draws"),
        Figure(codes: means, categories: sourceData.modes, names: modeNames, title: "Means by mode"),
      ], sharing: [.x, .y]), id: "codes",
    caption:
      "Codes of a thousand points by the VAE (\(shown.name)); right, coloured by the mode that a point was drawn from.")
  //: hide
  try notebook.measure(
    "own-sector", means.percentNearestToOwnMiddle(sourceData.modes, of: 8), unit: "%", format: .fixed(1))
  for (unit, name) in ["first", "second"].enumerated() {
    let deviations = posterior.standardDeviation.value.coordinate(unit)
    let variances = posterior.variance.value.coordinate(unit)
    try notebook.measure("\(name)-code-deviation", Summary(of: deviations.map(Double.init)).mean, format: .fixed(3))
    try notebook.measure("\(name)-code-variance", Summary(of: variances.map(Double.init)).mean, format: .fixed(3))
  }

  //: {own-sector} of the codes lie nearest to the middle of the codes of their own mode.
  //:
  //: The source prints, as the “average of predicted latent variances”, the mean of $\exp(\tfrac12 \log \sigma_z^2)$. Those are
  //: standard deviations: {first-code-deviation} and {second-code-deviation} here. The average variances are
  //: {first-code-variance} and {second-code-variance}.
  //:
  //: ## Means and draws
  //:
  //: The source draws its reconstructions and its samples at $f(z)$, the decoder's mean. But the model's points are
  //: $x = f(z) + \sigma\varepsilon$. Below, both, over the data:
  let priorCodes = Tensor.normal([5_000, 2], using: random["prior draws"]), pointNoise = random["draws of points"]
  let reconstructed = shown.vae.points(of: means), reconstructedFromDraws = shown.vae.points(of: codeDraws)
  let priorPoints = shown.vae.points(of: priorCodes), priorDraws = priorPoints.sample(using: pointNoise["prior"])
  let reconstructionDraws = reconstructedFromDraws.sample(using: pointNoise["reconstructions"])
  try notebook.show(
    Panels(
      [
        Figure(reconstructed.mean.value, over: sourceData.points, title: "Reconstructions: f(mean code)"),
        Figure(reconstructionDraws, over: sourceData.points, title: "Reconstructions: draws of x"),
        Figure(priorPoints.mean.value, over: sourceData.points, title: "From the prior: f(z)"),
        Figure(priorDraws, over: sourceData.points, title: "From the prior: draws of x"),
      ], sharing: .legend), id: "means-and-draws",
    caption:
      "Reconstructions of a thousand points and 5,000 codes from the prior by the VAE (\(shown.name)): the decoder's means "
      + "left, which the source shows, and draws from p(x | z) right. Points beyond ±8 are not shown.")

  //: How far the points lie from the centre that is nearest to them, for both models:
  func distances(_ model: Measured) -> DecodedDistances {
    DecodedDistances(model.name, of: model.vae, at: priorCodes, from: density, using: pointNoise[model.name])
  }
  let learnedPoints = distances(ofLearned), sourcePoints = distances(ofSource)
  let manyPoints = density.sample(5_000, using: random["as many points of the density"]).points
  let ofData = ModeDistances("data", of: manyPoints, from: density)
  try notebook.show(
    Table(
      columns: ["", "root mean square distance along an axis", "within 3 deviations (%)", "modes covered"],
      rows: [learnedPoints.means, learnedPoints.draws, sourcePoints.means, sourcePoints.draws, ofData].map(\.cells)),
    id: "spreads",
    caption:
      "Five thousand points of each model from the prior, and as many data. A mode is covered where at least an eightieth of "
      + "all points lie within three deviations of its centre.")
  //: hide
  for (name, points) in [("learned", learnedPoints), ("source", sourcePoints)] {
    try notebook.measure("\(name)-spread-of-means", points.means.spread, format: .fixed(2))
    try notebook.measure("\(name)-spread-of-draws", points.draws.spread, format: .fixed(2))
    try notebook.measure("\(name)-modes", points.draws.modes)
  }

  //: The decoder's means of the source's version lie {source-spread-of-means} from the nearest centre along an axis, its draws
  //: {source-spread-of-draws}: the noise that the squared error takes for granted is what a picture of the means leaves out.
  //: With a learned σ the numbers are {learned-spread-of-means} and {learned-spread-of-draws}.
  if isTrained {
    notebook.claim("Draws of the model with a learned σ cover all eight modes.", learnedPoints.draws.modes == 8)
    notebook.claim(
      "Draws of the source's version lie farther from the centres than draws of the model with a learned σ, by a factor of "
        + "at least 1.5.", sourcePoints.draws.spread > 1.5 * learnedPoints.draws.spread)
  }

  //: ## Kernel density estimates
  //:
  //: The source compares its samples with the data by kernel density estimates, with the kernel that SciPy chooses, Scott's
  //: [-@scott1992]: the samples' covariance times $n^{-1/3}$. For clumps on a ring that is mostly the distance between the clumps.
  let samplesShown = showsSource ? priorPoints.mean.value : priorDraws, narrowFactor = 0.03
  func estimate(_ points: Tensor, _ bandwidth: KernelDensity.Bandwidth) throws -> KernelDensity {
    try KernelDensity(of: points.doubles, dimension: 2, bandwidth: bandwidth)
  }
  let cells = raster.points.doubles
  func pictures(_ bandwidth: KernelDensity.Bandwidth) throws -> [Figure] {
    try [("VAE", samplesShown), ("Data", sourceData.points)].map { name, points in
      let kde = try estimate(points, bandwidth)
      let deviation = NumberFormat.fixed(2).text(kde.standardDeviations[0])
      return raster.figure(kde.density(at: cells), title: "\(name), sd \(deviation)", color: "density")
    } + [raster.figure(density.logDensity(at: cells).map { exp($0) }, title: "The density", color: "density")]
  }
  try notebook.show(
    Panels(try pictures(.scott) + pictures(.factor(narrowFactor)), letters: false), id: "kernel-densities",
    caption:
      "Kernel density estimates from 5,000 samples of the VAE (\(shown.name)) and from the thousand points of data, and the "
      + "density itself. Above with Scott's kernel, below with a narrow one; sd is the kernel's standard deviation. Every panel has its own "
      + "scale of colours.")

  //: How far an estimate from points of the density itself is off, by the width of its kernel:
  let factors = [0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.16, 0.24, 0.32, 0.45]
  let logDensities = density.logDensity(at: testPoints.doubles)
  func divergence(of kde: KernelDensity) -> Double {
    Summary(of: zip(logDensities, kde.logDensity(at: testPoints.doubles)).map { $0 - $1 }).mean
  }
  let sweep = try factors.map { try estimate(sourceData.points, .factor($0)) }
  let scott = try estimate(sourceData.points, .scott), narrow = try estimate(sourceData.points, .factor(narrowFactor))
  let scottError = divergence(of: scott), narrowError = divergence(of: narrow)
  try notebook.show(
    Figure(
      [
        .connectedPoints(
          sweep.map { $0.standardDeviations[0] }, sweep.map(divergence), name: "estimate from 1,000 points"),
        .points([scott.standardDeviations[0]], [scottError], name: "Scott's kernel", size: 5),
        .horizontalLine(at: ofLearned.cost.mean - exact.mean, name: "the VAE with a learned σ itself"),
      ],
      x: Axis("kernel's standard deviation", scale: .log), y: Axis("KL(p ‖ estimate)", unit: "nats", limits: 0...4)),
    id: "kernel-width",
    caption: "What a kernel density estimate from a thousand points of the density itself loses by its kernel.")
  //: hide
  let silverman = try estimate(sourceData.points, .silverman)
  try notebook.measure(
    [
      "scott-deviation": scott.standardDeviations[0], "narrow-deviation": narrow.standardDeviations[0],
      "silverman-over-scott": silverman.factor / scott.factor,
    ], format: .fixed(2))
  try notebook.measure(
    ["scott-divergence": scottError, "narrow-divergence": narrowError], unit: "nats", format: .fixed(2))

  //: Scott's kernel has a standard deviation of {scott-deviation}, where a mode's is {data-deviation}, and its estimate from the
  //: *true* points is {scott-divergence} off; one of deviation {narrow-deviation} is {narrow-divergence} off. (Silverman's rule
  //: is {silverman-over-scott} times Scott's in two dimensions.) A picture with an error of its own of {scott-divergence} cannot
  //: show that the model misses {model-misses}.
  notebook.claim(
    "Scott's kernel on the true data is at least two nats off, and the narrow kernel less than half a nat.",
    scottError > 2 && narrowError < 0.5)

  //: ## What was checked
  //:
  //: The loss that the source prints is $\lVert x - f(z) \rVert^2 + 4\,\mathrm{KL}$; the model above computes it as
  //: $4\,(-\mathrm{ELBO} - \log 4\pi)$ with σ² = 2. On a hundred points, with the same draws, the two differ by
  //: {loss-difference}.
  let checked = sourceData.points.slice(0..<100, along: 0), checkedCodes = source.posterior(of: checked)
  let byModel = try EvidenceLowerBound().lossPerDatum(of: source, on: checked, using: random["check"])
  let decoded = source.points(of: checkedCodes.sample(using: random["check"]["z"])).mean.value
  let divergences = checkedCodes.klDivergence(to: Normal.standard([2])).value
  let byHand = Double((decoded - checked).sumOfSquares) + 4 * Double(divergences.sum().element)
  let lossDifference = abs(4 * (byModel - log(4 * Double.pi)) - byHand / 100)
  try notebook.measure("loss-difference", lossDifference, tolerance: .absolute(1e-3), format: .significant(1))
  notebook.claim(
    "The source's loss, written out, equals four times the negative bound at σ² = 2 but for a constant and rounding (0.001).",
    lossDifference < 1e-3)

  //: ## What would prove this wrong
  //:
  //: If the source's version, trained with as many steps, came below {fixed-floor} by much, then its σ would not be what costs it
  //: so much: `swift run experiments run eight-gaussians --set source-steps=10000` gives it the steps. If the lattice and the
  //: bounds disagreed, one of them would be computed wrongly. One seed is one draw of weights and of points.
  //:
  //: To see the figures of the source's own version: `swift run experiments run eight-gaussians --set faithful=true`.
}
