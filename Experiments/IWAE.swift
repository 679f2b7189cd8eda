import Laboratory

/*:
 # Importance-weighted autoencoders

 A variational autoencoder is trained on a bound that a single draw of the code gives; with $k$ draws the bound is tighter,
 and what is trained on it fits better. On eight Gaussians, which need {entropy} a point, the cost falls from {toy-cost-1} for
 the VAE to {toy-cost-last} with $k$ = {largest-k}; on binary pictures of clothes from {image-cost-1} to {image-cost-last} an
 image. The price is paid by the encoder, whose gradient drowns in noise as $k$ grows, unless it is estimated otherwise.

 {ladders}

 ## The question

 Whatever the guide $q_\phi(z \mid x)$, the weight $w = p_\theta(x, z) / q_\phi(z \mid x)$ of a draw has the mean
 $p_\theta(x)$. So by Jensen's inequality, for independent draws $z_1, \dots, z_k$,

 $$L_k = \mathbb{E} \log \frac{1}{k} \sum_{i=1}^k w_i \;\le\; \log p_\theta(x), \qquad L_1 \le L_2 \le \dots \to \log
 p_\theta(x)$$

 [@burda2016]. $L_1$ is the bound that a VAE maximises, and an importance-weighted autoencoder (IWAE) is the same
 network trained on $L_k$. Its gradient weights each draw by its share,

 $$\nabla L_k = \mathbb{E} \sum_i \tilde w_i \nabla \log w_i, \qquad \tilde w_i = \frac{w_i}{\sum_j w_j}, \qquad
 \log w_i = \log p_\theta(x \mid z_i) + \log p(z_i) - \log q_\phi(z_i \mid x).$$

 Where the guide is poor, $L_1$ makes the *model* worse, until its posterior is one that the guide can follow. $L_k$ asks less
 of the guide: one good draw among $k$ will do. Does that help, where, and what does it cost?

 The last section takes apart the loss of the notebook that this report follows, “Going further with VAEs” [@ollion2020], which
 looks like this one and is no bound.
*/
let iwae = Experiment(
  "iwae", title: "Importance-weighted autoencoders",
  summary: "Tighter bounds make better models, and a noisier encoder gradient: VAE against IWAE.",
  settings: [
    Setting("particles", [5, 10, 50], smoke: [5], "draws k, beside the VAE's one", limits: .between(2, 1_000)),
    Setting("faithful", false, "train on the source's loss in place of every L_k with k > 1 on the eight Gaussians"),
  ]
    + Setting.group(
      "Eight Gaussians",
      Setting("toy-steps", 2_500, smoke: 30, paper: 10_000, "optimiser steps", limits: .between(10, 1_000_000)),
      Setting("toy-batch-size", 32, paper: 128, "new points in each of these steps", limits: .between(2, 10_000)),
      Setting("toy-learning-rate", 1e-3, "Adam's rate at the first of them; it falls to 0", limits: .above(0)),
      Setting("toy-test-points", 500, smoke: 50, paper: 1_000, "held-out points", limits: .between(20, 100_000)),
      Setting(
        "toy-rungs", [1, 5, 50, 2_000], smoke: [1, 5, 50], "draws k of the scores", limits: .between(1, 10_000)),
      Setting("long-toy-steps", 10_000, smoke: 20, "steps of the longer training", limits: .between(10, 1_000_000)),
      Setting("source-steps", 1_000, smoke: 20, "steps with the source's loss", limits: .between(10, 1_000_000)),
      Setting("raster", 80, smoke: 30, "cells along each side of the density pictures", limits: .between(10, 500)),
      Setting("lattice", 301, smoke: 61, "codes along each side of log p(x)'s lattice", limits: .between(21, 1_001)))
    + Setting.group(
      "Images",
      Setting("image-steps", 1_800, smoke: 12, paper: 12_000, "optimiser steps", limits: .between(10, 1_000_000)),
      Setting("image-batch-size", 100, smoke: 50, "images in each of these steps", limits: .between(2, 60_000)),
      Setting("image-learning-rate", 1e-3, "Adam's rate at the first of them; it falls to 0", limits: .above(0)),
      Setting("test-images", 1_000, smoke: 100, "test images", limits: .between(50, 10_000)),
      Setting(
        "image-rungs", [1, 5, 50, 500], smoke: [1, 5, 50], "draws k of the scores", limits: .between(1, 10_000)),
      Setting("long-image-steps", 12_000, smoke: 12, "steps of the longer trainings", limits: .between(10, 1_000_000)))
    + Setting.group(
      "Gradients",
      Setting(
        "gradients", 1_000, smoke: 100, paper: 5_000, "gradients that a ratio rests on", limits: .between(10, 100_000)),
      Setting(
        "gradient-particles", [1, 4, 16, 64], smoke: [1, 4, 16], "draws k", limits: .between(1, 10_000), fewest: 2)),
  run: essay)

private func essay(_ notebook: Notebook) throws {
  let random = notebook.random
  let particles = [1] + Set(try notebook["particles"] as [Int]).sorted()
  func name(_ k: Int) -> String { k == 1 ? "VAE" : "IWAE-\(k)" }
  func objective(_ k: Int) -> any Objective { k == 1 ? EvidenceLowerBound() : ImportanceWeightedBound(particles: k) }

  //: ## Eight Gaussians
  //:
  //: The density of [eight-gaussians](../eight-gaussians/README.md), where the truth is known, and the network of that
  //: experiment ([PlaneVAE.swift](../../Experiments/Models/PlaneVAE.swift)) with a learned σ. Every $k$ gets the same initial
  //: weights, the same points and {toy-steps} optimiser steps; $k = 1$ is the VAE, with the KL term in closed form.
  //: [LearningTask.swift](../../Experiments/Models/LearningTask.swift) trains and scores every model of this report, and scales
  //: gradients down that are many times the usual.
  let density = EightGaussians()
  let heldOut = density.sample(try notebook["toy-test-points"], using: random["held-out points"]).points
  let toyTask = LearningTask.points(of: density, heldOut: heldOut, rungs: try notebook["toy-rungs"], using: random)
  let toySchedule = try notebook.schedule("toy")
  // The source's loss comes with the source's model: no decoder, and a σ² of ½, which makes a squared error of −log p.
  let sourceDeviation = PlaneVAE.Deviation.fixed(0.5.squareRoot()), isFaithful: Bool = try notebook["faithful"]
  func planeVAE(_ deviation: PlaneVAE.Deviation, hasDecoder: Bool = true) throws -> PlaneVAE {
    try PlaneVAE(deviation: deviation, hasDecoder: hasDecoder, using: random["weights for points"])
  }
  let toys = try particles.map { k in
    let isSource = isFaithful && k > 1
    return try notebook.train(
      planeVAE(isSource ? sourceDeviation : .learned, hasDecoder: !isSource), named: name(k),
      on: isSource ? SourceImportanceLoss(particles: k) : objective(k), in: toyTask, for: toySchedule)
  }
  let toyVAE = toys.first!, toyIWAE = toys.last!

  try notebook.show(
    Table(
      costsOf: toys, .fixed(3),
      before: [
        "σ": { .number($0.model.deviation, .fixed(3)) },
        "mean deviation of q": { .number($0.model.meanGuideDeviation(at: heldOut), .fixed(3)) },
      ]), id: "toy-costs",
    caption: "Nats a point over {toy-test-points} held-out points, ± standard error; the density costs {exact-cost}.")
  //: hide
  let exact = Summary(of: density.logDensity(at: heldOut.doubles).map { -$0 })
  try notebook.measure("largest-k", particles.last!)
  try notebook.measure(["entropy": density.entropy, "exact-cost": exact.mean], unit: "nats", format: .fixed(3))
  try notebook.measureCosts("toy", of: toys, .fixed(2), loosest: .fixed(1))
  try notebook.measure("toy-guide-1", toyVAE.model.meanGuideDeviation(at: heldOut), format: .fixed(2))
  try notebook.measure("toy-guide-last", toyIWAE.model.meanGuideDeviation(at: heldOut), format: .fixed(2))

  //: Read the last column: there each row is close to what the model costs. By the first column one would choose otherwise:
  //: $-L_1$ moves from {toy-bound-1} for the VAE to {toy-bound-last} for $k$ = {largest-k}. The guide of an IWAE is a proposal,
  //: of which one draw in many has to be good; the mean standard deviation of its codes is {toy-guide-last}, where the VAE's is
  //: {toy-guide-1}. $L_1$ must not rank models that were trained on other bounds.
  notebook.claimRise("On the points", of: toys, ", for any model")
  if toySchedule.steps >= 2_000 && !isFaithful {
    notebook.claimLess("On the points every IWAE costs less than the VAE", toys.dropFirst(), than: toyVAE)
    notebook.claim("By L₁ alone, the VAE would win.", toys.dropFirst().allSatisfy { $0.looseCost > toyVAE.looseCost })
  }

  //: What the models make of the plane, as log-densities; each is a sum over a lattice of codes, without the guide:
  let raster = PlaneRaster(side: try notebook["raster"]), latticeSide: Int = try notebook["lattice"]
  try notebook.show(
    Panels(
      toys.map { raster.figure(ofLogDensityBy: $0.model, latticeSide: latticeSide, title: $0.name) },
      columns: min(toys.count, 4), sharing: [.colorBar, .y], letters: false), id: "densities",
    caption: "log p(x) of each model; −10 stands for everything below it. The data are eight spots and nothing else.")

  //: ## Pictures of clothes
  //:
  //: Fashion-MNIST, with every pixel drawn anew as black or white, with its grey value as the probability, whenever an image is
  //: used. The network is that of @burda2016, one layer: 200-200-50 tanh units and back
  //: ([BinaryImageVAE.swift](../../Experiments/Models/BinaryImageVAE.swift)). Again every $k$ gets the same initial weights, the
  //: same binary images and {image-steps} steps. The largest $k$ is trained a second time, on the same bound but with the doubly
  //: reparameterized gradient (DReG) of the section after this one.
  let imageSchedule = try notebook.schedule("image"), testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: max(imageSchedule.batchSize, 20), test: testCount)
  try notebook.show(
    ImageGrid(RasterImage.images(data.train.prefix(20).binaryRows(using: random["picture"])), columns: 10),
    id: "images",
    caption: "Twenty training images, as one step may see them.")

  //: All are scored on the same test images, binarised once:
  let imageTask = LearningTask.binaryImages(
    data.train, test: data.test.prefix(testCount), rungs: try notebook["image-rungs"], using: random)
  func trained(
    _ name: String, on objective: any Objective, for schedule: Schedule, as phase: String? = nil
  ) throws -> Scored<VariationalAutoencoder> {
    try notebook.train(
      .ofBinaryImages(using: random["weights for images"]), named: name, on: objective, in: imageTask, for: schedule,
      as: phase)
  }
  let byK = try particles.map { try trained(name($0), on: objective($0), for: imageSchedule) }
  let imageVAE = byK.first!, imageIWAE = byK.last!
  let dregBound = ImportanceWeightedBound(particles: particles.last!, guideGradient: .doublyReparameterized)
  let dreg = try trained("\(imageIWAE.name), DReG", on: dregBound, for: imageSchedule)
  let pictures = byK + [dreg]
  let losses = [Figure(lossesOf: toys, title: "Eight Gaussians"), Figure(lossesOf: pictures, title: "Fashion-MNIST")]
  try notebook.show(
    Panels(losses, palette: .ordered), id: "loss",
    caption: "The loss that each training lowers, −L_k of its own k: curves of different k do not compare.")

  //: What the test images cost:
  try notebook.show(
    Table(
      costsOf: pictures, .fixed(2),
      after: [
        "better than the VAE by": {
          $0.name == imageVAE.name ? "" : .number($0.ladder.rise(above: imageVAE.ladder), .fixed(2))
        },
        "KL": { .number($0.evaluation.rate.mean, .fixed(2)) }, "active units": { .number($0.evaluation.activeUnits) },
      ]), id: "image-costs",
    caption:
      "Nats an image over {test-images} test images, mean ± standard error over the images; the difference, at the last bound, "
      + "is of the same images. A unit of the code is active where its mean varies by more than 0.01.")
  //: hide
  try notebook.measureCosts("image", of: byK, .fixed(1), loosest: .fixed(1))
  try notebook.measure("active-1", imageVAE.evaluation.activeUnits)
  try notebook.measure("active-last", imageIWAE.evaluation.activeUnits)
  try notebook.show(
    Panels(
      [
        Figure(
          costsOf: toys, and: [.horizontalLine(at: density.entropy, name: "entropy")], unit: "nats a point",
          title: "Eight Gaussians"),
        Figure(
          costsAboveFirstOf: pictures, "−Lₖ above the VAE's last", unit: "nats an image", title: "Fashion-MNIST"),
      ], palette: .ordered), id: "ladders",
    caption:
      "The cost of held-out data by the bound of k draws, for models trained on the bound of one draw (VAE) or of several, "
      + "with standard errors; on the images, over that of the VAE with most draws for the same image, and cut off above. Lower "
      + "is better, and only the right ends compare the models.")
  try notebook.show(
    Figure(ratesByUnitOf: [imageVAE, imageIWAE].map { ($0.name, $0.evaluation) }, first: 16, palette: .ordered),
    id: "kl-by-unit",
    caption: "What the sixteen costliest of the fifty units of the code cost on the test images.")

  //: The cost falls from {image-cost-1} for the VAE to {image-cost-last} for $k$ = {largest-k}; by $L_1$ it would go from
  //: {image-bound-1} to {image-bound-last}. Of fifty units {active-1} and {active-last} are active.
  notebook.claimRise("On the images", of: pictures, ", for any model")
  if imageSchedule.steps * imageSchedule.batchSize >= 2 * data.train.count {
    notebook.claimLess("On the images every IWAE costs less than the VAE", byK.dropFirst(), than: imageVAE)
  }

  //: ### Trained longer
  //:
  //: Does the advantage last, or do tighter bounds only train faster? The numbers of trainings in JAX [@jax-figures] help to
  //: tell: an IWAE with $k = 10$ on the points, trained as long as the VAE of [eight-gaussians](../eight-gaussians/README.md),
  //: for {long-toy-steps} steps of 128 points; and on the images the VAE and an IWAE with $k = 5$, for {long-image-steps} steps
  //: at a learning rate that stays at {image-learning-rate}. Twenty epochs are 12,000 steps. Its random numbers are its own.
  let imageRate: Float = try notebook["image-learning-rate"]
  let longToySchedule = Schedule(steps: try notebook["long-toy-steps"], batchSize: 128, rateFallingFrom: 3e-4)
  let longSchedule = Schedule(
    steps: try notebook["long-image-steps"], batchSize: imageSchedule.batchSize, rate: .constant(imageRate))
  let longToy = try notebook.train(
    planeVAE(.learned), named: "IWAE-10", on: objective(10), in: toyTask, for: longToySchedule,
    as: "IWAE-10 on points for longer")
  let longVAE = try trained("VAE", on: objective(1), for: longSchedule, as: "VAE for longer on images")
  let longIWAE = try trained("IWAE-5", on: objective(5), for: longSchedule, as: "IWAE-5 for longer on images")
  let longPictures = [longVAE, longIWAE], knownPictures = [KnownBounds.vaeOfImages, .iwae5OfImages]
  try notebook.show(
    Table([longToy], beside: [.iwae10OfPoints], .fixed(2)), id: "longer-on-points",
    caption: "Nats a point, after {long-toy-steps} steps here and 10,000 in JAX.")
  try notebook.show(
    Table(longPictures, beside: knownPictures, .fixed(1)), id: "longer-on-images",
    caption: "Nats an image over {test-images} test images, after {long-image-steps} steps here and 12,000 in JAX.")
  //: hide
  try notebook.measure("long-toy-cost", longToy.cost, unit: "nats", format: .fixed(2))
  try notebook.measure("long-gain", longIWAE.ladder.rise(above: longVAE.ladder), unit: "nats", format: .fixed(2))

  //: A point costs {long-toy-cost}. On the images $k = 5$ is still worth {long-gain:value} ± {long-gain-error}.
  notebook.claim(
    "After longer training, too, no bound lies below one of fewer draws by more than three standard errors.",
    longToy.ladder.rises(within: 3) && longPictures.allSatisfy { $0.ladder.rises(within: 3) })
  // From seed to seed the last two rungs move by 0.05 nats on the points, and any rung by up to 0.8 on the images.
  if longToySchedule.steps == 10_000 {
    notebook.claimAgreement(
      "On the points, after as many steps, the last two bounds lie within 0.15 nats of those of the training in JAX.",
      of: [longToy], with: [.iwae10OfPoints], draws: 50, within: 0.15)
  }
  let isTwentyEpochs = longSchedule.steps * longSchedule.batchSize == 20 * data.train.count && imageRate == 1e-3
  if try isTwentyEpochs && notebook["test-images"] == 1_000 {
    notebook.claimAgreement(
      "On the images, after twenty epochs, no bound lies more than 1.5 nats from that of the training in JAX.",
      of: longPictures, with: knownPictures, within: 1.5)
    notebook.claimLess("After twenty epochs the IWAE costs less than the VAE", [longIWAE], than: longVAE)
  }

  //: ## What happens to the gradient
  //:
  //: @rainforth2018 asked how much the gradient of $L_k$ still knows: its mean over its standard deviation, the ratio of
  //: signal to noise. For the model's parameters it grows as $k^{1/2}$, but for the guide's it *falls* as $k^{-1/2}$: as the bound
  //: gets tight, it no longer depends on the guide, and the signal vanishes faster than the noise. @tucker2019 found
  //: that one part of that gradient, through the density of $q$, can be turned into one through the draws, which weights them by
  //: $\tilde w^2$: the doubly reparameterized gradient.
  //:
  //: Their toy has everything in closed form: $z \sim \mathcal{N}(\mu, I)$ and $x \sim \mathcal{N}(z, I)$ in twenty dimensions,
  //: with the guide $\mathcal{N}(b, \tfrac23 I)$ where the posterior is $\mathcal{N}((x + \mu)/2, \tfrac12 I)$
  //: ([LinearGaussianToy.swift](../../Experiments/Models/LinearGaussianToy.swift)). First the bound. At the posterior's mean
  //: the gap $\log p - L_1$ is $10\,(\tfrac13 - \log\tfrac43)$ or {exact-first-gap}, and for large $k$ it is $V/2k$ with the
  //: variance $V$ of $w/p(x)$, so that $k$ times the gap goes to $V/2$ or {exact-limit}.
  let matched = LinearGaussianToy(shift: 0, using: random["linear-Gaussian toy"])
  let gradientCount: Int = try notebook["gradients"], draws = (try notebook["gradient-particles"] as [Int]).sorted()
  let gapLadder = try BoundLadder(
    of: matched, on: (0..<max(gradientCount / 100, 1)).map { _ in matched.repeated(1_000) },
    rungs: [1, 4, 16, 64, 256], minimumDraws: 1, using: random["gaps"], as: "the gaps", observer: notebook)
  try notebook.show(
    Table(columns: ["k", "$\\log p - L_k$", "k times that"], rows: gapLadder.rungs.map(matched.cells)), id: "gaps",
    caption: "The gap of the bound on the linear-Gaussian toy, in nats, mean ± standard error.")
  let firstGap = matched.gap(of: gapLadder.loosest), lastGap = matched.gap(of: gapLadder.tightest)
  let isNear = abs(256 * lastGap.mean - matched.exactLimit) < 4 * 256 * lastGap.standardError + 0.02
  notebook.claim(
    "The gap of L₁ is 10 (⅓ − log 4/3), within four standard errors.",
    abs(firstGap.mean - matched.exactFirstGap) < 4 * firstGap.standardError)
  notebook.claim("k times the gap at k = 256 is V/2, within four standard errors and 0.02.", isNear)
  //: hide
  try notebook.measure(
    ["exact-first-gap": matched.exactFirstGap, "exact-limit": matched.exactLimit], format: .fixed(4))

  //: Now the gradients, with $\mu$ and $b$ a little off. A gradient here is the sum over a hundred copies of one datum.
  let shifted = LinearGaussianToy(shift: 0.1, using: random["linear-Gaussian toy"])
  func benches(_ estimator: GuideGradient, _ name: String) throws -> [GradientBench] {
    try notebook.benches(draws, estimator, of: shifted, count: gradientCount, using: random["gradients"], as: name)
  }
  let pathwise = try benches(.pathwise, "gradients"), doubly = try benches(.doublyReparameterized, "DReG gradients")
  let ofModel = SignalToNoise("model", of: shifted.prior, in: pathwise, draws: draws)
  let ofGuide = SignalToNoise("guide", of: shifted.guideMean, in: pathwise, draws: draws)
  let ofGuideByDReG = SignalToNoise("guide, DReG", of: shifted.guideMean, in: doubly, draws: draws)
  let ratios = [ofModel, ofGuideByDReG, ofGuide]
  try notebook.show(
    Figure(
      ratios.map(\.mark) + [
        ofModel.powerLaw(0.5, from: ofModel.values[0] * 1.3, name: "slope ½"),
        ofGuide.powerLaw(-0.5, from: ofGuide.values[0] / 1.3, name: "slope −½"),
      ], x: Axis("draws k", scale: .log), y: Axis("signal to noise", scale: .log)), id: "signal-to-noise",
    caption:
      "Signal to noise of the gradients of the bound of k draws with respect to the model's mean μ and the guide's mean b, with "
      + "lines of the slopes that theory gives.")
  try notebook.show(Table(ratios), id: "ratios", caption: "The same in numbers.")
  //: hide
  try notebook.measure("doubly-gain", dreg.ladder.rise(above: imageIWAE.ladder), unit: "nats", format: .fixed(2))
  try notebook.measure(slopesOf: ["guide": ofGuide, "doubly": ofGuideByDReG, "model": ofModel])

  //: The slopes are {model-slope} for the model, {guide-slope} for the guide, and {doubly-slope} for the guide by the doubly
  //: reparameterized gradient. On the images, where $k$ = {largest-k} was trained with both gradients, the doubly reparameterized
  //: one lowers the cost by {doubly-gain:value} ± {doubly-gain-error} (± standard error over the images).
  if gradientCount >= 500 {
    notebook.claim("The model's signal to noise grows with a slope of ½ ± 0.12.", abs(ofModel.slope - 0.5) < 0.12)
    notebook.claim("The guide's falls with a slope of −½ ± 0.12.", abs(ofGuide.slope + 0.5) < 0.12)
    notebook.claim("Doubly reparameterized, it rises from each k to the next.", ofGuideByDReG.rises)
  }

  //: ## The source's loss, and why it is no bound
  //:
  //: The source computes, for $k = 10$ draws of each datum,
  //:
  //: $$c_i = \lVert x - f(z_i) \rVert^2 + \mathrm{KL}(q \,\|\, p), \qquad \text{loss} = \sum_i \tilde w_i c_i, \qquad
  //: \tilde w = \mathrm{softmax}(c).$$
  //:
  //: It calls $c$ the logarithm of the weight, but $c$ is a cost: the *worst* draw gets the largest weight. The closed form of the
  //: KL is the same for every draw and cancels in the softmax, so that $\log p(z_i) - \log q(z_i \mid x)$ plays no part. σ is
  //: missing, and with it the unit. And the slice of the parameters that should be the decoder's is empty, which makes $f$ the
  //: identity. A bound falls short of one number, $\log p(x)$, ever less with $k$. What the source prints has no such number to
  //: fall short of. Here are both on the models trained above, on the same held-out points:
  let bare = try planeVAE(sourceDeviation, hasDecoder: false)
  let printed = try [toyVAE, toyIWAE].map { toy in
    try [1, 10, 100].map { try PrintedLosses(of: toy, bare: bare, particles: $0, on: heldOut, using: random) }
  }
  try notebook.show(
    Table(
      columns: ["model", "k", "the source's value", "the same, with the decoder", "$-L_k$ (nats)"],
      rows: printed.joined().map(\.cells)), id: "printed-values",
    caption: "The source's loss and the negative bound of the same models on the same points.")
  notebook.claim(
    "With the decoder, the source's value grows from each k to the next, for both models; the negative bound of 100 draws is "
      + "below that of one.",
    printed.allSatisfy { rows in
      zip(rows, rows.dropFirst()).allSatisfy { $0.withDecoder < $1.withDecoder } && rows.last!.bound < rows[0].bound
    })

  //: So the more draws, the *worse* the printed number, which is nearer to a maximum over the draws than to a mean.
  //:
  //: Trained on it all the same, with the source's settings ({source-steps} steps of 32 points, $k$ = 10, Adam at 0.0003): as it
  //: stands, where only the encoder has anything to learn; with the decoder's parameters in their place; and on $L_{10}$.
  let sourceSchedule = Schedule(steps: try notebook["source-steps"], batchSize: 32, rate: 3e-4)
  let sourceLoss = SourceImportanceLoss(particles: 10)
  func variant(_ number: Int, _ name: String, _ vae: PlaneVAE, _ objective: any Objective) throws -> Scored<PlaneVAE> {
    try notebook.train(vae, named: name, on: objective, in: toyTask, for: sourceSchedule, as: "variant \(number) of 4")
  }
  let faults = SourceFaults(
    asItStands: try variant(1, "the source's loss as it stands", bare, sourceLoss),
    withDecoder: try variant(2, "the same, with the decoder", planeVAE(sourceDeviation), sourceLoss),
    boundFixed: try variant(3, "$L_{10}$ with σ² = ½", planeVAE(sourceDeviation), objective(10)),
    boundLearned: try variant(4, "$L_{10}$ with a learned σ", planeVAE(.learned), objective(10)))
  try notebook.show(
    Table(
      costsOf: faults.models, .fixed(2), heading: "trained on",
      before: [
        "parameters": { .number($0.model.parameters.map(\.value.count).reduce(0, +)) },
        "σ": { .number($0.model.deviation, .fixed(3)) },
      ]), id: "source-costs",
    caption: "What each costs, in nats a point over {toy-test-points} held-out points, mean ± standard error.")
  try notebook.measure(faults)

  //: As it stands a point costs {cost-as-it-stands}. The missing decoder accounts for {cost-of-missing-decoder} of that, the
  //: weights for {cost-of-wrong-weights}, and the missing σ for {cost-of-fixed-deviation}.
  //:
  //: That a network received nothing to learn from went unnoticed in the source, where the loss fell all the same. Here a
  //: training that is asked to move parameters which the loss does not depend on stops with a message:
  let decoder = faults.withDecoder.model.autoencoder.decoder.parameters
  let both = ModelAndGuide(model: bare.model, guide: bare.guide, parameters: bare.parameters + decoder)
  var unconnected = SVI(both, objective: sourceLoss, optimizer: Adam(3e-4), maximumGradientNorm: 10)
  var message = ""
  do { _ = try unconnected.step(heldOut, using: random["unconnected"]) } catch { message = "\(error)" }
  try notebook.show(message, id: "refused")
  notebook.claim("A decoder without a gradient stops the training, by name.", message.contains(decoder.first!.name))
  notebook.claimRise("Whatever a model was trained on,", of: faults.models)
  if sourceSchedule.steps >= 500 {
    notebook.claim(
      "The source's loss as it stands costs more than with its decoder, and that more than the bound of ten draws with the "
        + "same σ, each by more than 0.1 nats.",
      faults.asItStands.cost > faults.withDecoder.cost + 0.1
        && faults.withDecoder.cost > faults.boundFixed.cost + 0.1)
  }

  //: ## What would prove this wrong
  //:
  //: If the guide's signal to noise did not fall with $k$, tighter bounds would cost nothing. If a bound of more draws came out
  //: below one of fewer, by more than the standard error allows, one of them would be computed wrongly. If models trained longer
  //: still lost the advantage of the larger $k$, it would be a matter of speed and not of the bound:
  //: `swift run experiments run iwae --tier paper` trains every model on the images for twenty epochs. The test images are a
  //: thousand, in one binarisation, and every number is of one seed.
  //:
  //: To train on other bounds: `swift run experiments run iwae --set particles=1,2,4,8`. To see the eight Gaussians with the
  //: source's loss: `swift run experiments run iwae --set faithful=true`.
}
