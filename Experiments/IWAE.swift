import Laboratory

/*:
 # Importance-weighted autoencoders

 A variational autoencoder is trained on a bound that a single draw of the code gives; with $k$ draws the bound is tighter. What is
 trained on it fits better: after as many steps as the VAE's, the gain on eight Gaussians with $k$ = {largest-k} is {toy-gain} of the
 {toy-cost-1} that a point costs, and on binary pictures of clothes with $k$ = {image-k} it is {image-gain} of {image-cost-1} an image
 (mean differences ± standard error, over {seeds} seeds on the points and {image-seeds} on the images). But those steps compute more.
 Against a VAE that computes as much the gain is {toy-even-gain} and {image-even-gain}. And the ratio of signal to noise in the
 encoder's gradient goes from {encoder-ratio-first} with one draw to {encoder-ratio-last} with {most-ratio-draws}, or by the doubly
 reparameterized estimator to {doubly-ratio-last}. Its gain after {early-steps} steps with $k$ = {image-k} is {doubly-gain} an image.

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
    Setting("seeds", 3, smoke: 2, paper: 5, "trainings of each kind on points", limits: .between(2, 20))
  ]
    + Setting.group(
      "Eight Gaussians",
      Setting("particles", [5, 10], smoke: [5], "draws k, beside the VAE's one", limits: .between(2, 1_000)),
      Setting("toy-steps", 2_000, smoke: 30, paper: 10_000, "optimiser steps", limits: .between(10, 1_000_000)),
      Setting("toy-batch-size", 32, paper: 128, "new points in each of these steps", limits: .between(2, 10_000)),
      Setting("toy-learning-rate", 1e-3, "Adam's rate at the first of them; it falls to 0", limits: .above(0)),
      Setting("toy-test-points", 500, smoke: 50, paper: 1_000, "held-out points", limits: .between(20, 100_000)),
      Setting("toy-rungs", [1, 5, 50, 500], smoke: [1, 5, 50], "draws k of the bounds", limits: .between(1, 10_000)),
      Setting("source-steps", 1_000, smoke: 20, "steps with the source's loss", limits: .between(10, 1_000_000)),
      Setting("raster", 80, smoke: 30, "cells along each side of the density pictures", limits: .between(10, 500)),
      Setting("lattice", 301, smoke: 61, "codes along each side of log p(x)'s lattice", limits: .between(21, 1_001)))
    + Setting.group(
      "Images",
      Setting("image-seeds", 5, smoke: 2, "trainings of each kind on images", limits: .between(2, 20)),
      Setting("image-particles", 5, "draws k, beside the VAE's one", limits: .between(2, 1_000)),
      Setting("image-steps", 12_000, smoke: 20, "optimiser steps", limits: .between(10, 1_000_000)),
      Setting("image-batch-size", 100, smoke: 50, "images in each of these steps", limits: .between(2, 60_000)),
      Setting("image-learning-rate", 1e-3, "Adam's rate", limits: .above(0)),
      Setting("test-images", 1_000, smoke: 50, "test images", limits: .between(50, 10_000)),
      Setting(
        "image-rungs", [1, 5, 50, 500], smoke: [1, 5, 50], "draws k of the scores", limits: .between(1, 10_000)))
    + Setting.group(
      "Gradients",
      Setting(
        "gradients", 500, smoke: 40, paper: 5_000, "gradients that a ratio rests on", limits: .between(10, 100_000)),
      Setting(
        "gradient-particles", [1, 4, 16, 64, 256], smoke: [1, 4, 16], "draws k", limits: .between(1, 10_000), fewest: 2),
      Setting("image-gradients", 50, smoke: 10, "the same on the images", limits: .between(10, 10_000)),
      Setting(
        "image-gradient-particles", [1, 5, 50], smoke: [1, 5], "draws k", limits: .between(1, 1_000), fewest: 2)),
  run: essay)

private func essay(_ notebook: Notebook) throws {
  let random = notebook.random, seeds: Int = try notebook["seeds"]
  func name(_ k: Int) -> String { k == 1 ? "VAE" : "IWAE-\(k)" }
  func objective(_ k: Int) -> any Objective { k == 1 ? EvidenceLowerBound() : ImportanceWeightedBound(particles: k) }

  //: ## Eight Gaussians
  //:
  //: The density of [eight-gaussians](../eight-gaussians/README.md), where the truth is known, and the network of that
  //: experiment ([PlaneVAE.swift](../../Experiments/Models/PlaneVAE.swift)) with a learned σ. With the same seed every $k$ gets the
  //: same initial weights, points and {toy-steps} optimiser steps; $k = 1$ is the VAE, with the KL term in closed form. What a point
  //: costs, $-\log p(x)$, is a sum over a lattice of codes, without the guide. All models are trained and scored by
  //: [LearningTask.swift](../../Experiments/Models/LearningTask.swift).
  //:
  //: A step with $k$ draws runs the encoder once and the decoder $k$ times. Counted in multiplications, one with {largest-k} is
  //: {toy-computation} of the VAE's. So the VAE is also trained with so many times the steps.
  let density = EightGaussians(), latticeSide: Int = try notebook["lattice"]
  let heldOut = density.sample(try notebook["toy-test-points"], using: random["held-out points"]).points
  let toyRungs = (try notebook["toy-rungs"] as [Int]).sorted(), toySchedule = try notebook.schedule("toy")
  func toy(
    _ name: String, on objective: any Objective, _ deviation: PlaneVAE.Deviation = .learned, hasDecoder: Bool = true,
    for schedule: Schedule
  ) throws -> Repeated<PlaneVAE> {
    try Repeated(name, for: schedule, seeds: seeds) { seed in
      let vae = try PlaneVAE(deviation: deviation, hasDecoder: hasDecoder, using: random["weights for points"][seed])
      // All rungs for one seed: where the lattice tells the cost, they only show what a bound would say.
      let rungs = seed == 0 ? toyRungs : [toyRungs[0]]
      let task = LearningTask.points(of: density, heldOut: heldOut, rungs: rungs, seed: seed, using: random)
      var scored = try notebook.train(
        vae, named: name, on: objective, in: task, for: schedule, as: "\(name) on points, seed \(seed + 1)")
      scored.exactCost = -Summary(of: vae.logEvidence(of: heldOut, latticeSide: latticeSide)).mean
      return scored
    }
  }
  let particles = Set(try notebook["particles"] as [Int]).sorted(), largest = particles.last!
  let toyVAE = try toy(name(1), on: objective(1), for: toySchedule)
  let toyIWAEs = try particles.map { try toy(name($0), on: objective($0), for: toySchedule) }
  let toyIWAE = toyIWAEs.last!, toyComputation = toyVAE.shown.model.autoencoder.computation(ofDraws: largest)
  let evenSteps = Int((toyComputation * Double(toySchedule.steps)).rounded())
  let evenSchedule = try Schedule(
    steps: evenSteps, batchSize: toySchedule.batchSize, rateFallingFrom: notebook["toy-learning-rate"])
  let evenVAE = try toy("VAE, longer", on: objective(1), for: evenSchedule)
  let toys = [toyVAE] + toyIWAEs + [evenVAE]

  try notebook.show(
    Table(
      costsOf: toys, .fixed(2),
      cells: [
        "σ": { .number($0.summary(\.model.deviation), .fixed(3)) },
        "deviation of q": { .number($0.summary { $0.model.meanGuideDeviation(at: heldOut) }, .fixed(2)) },
        "$-L_{\(toyRungs[0])}$": { .number($0.summary(\.looseCost), .fixed(1)) },
      ]), id: "toy-costs",
    caption:
      "Nats a point over {toy-test-points} held-out points, which cost {exact-cost} by the density itself; mean ± standard error "
      + "over {seeds} trainings. Differences are paired by seed; below two standard errors they are undecided.")
  //: hide
  let exact = -Summary(of: density.logDensity(at: heldOut.doubles))
  try notebook.measure("largest-k", largest)
  try notebook.measure(["entropy": density.entropy, "exact-cost": exact.mean], unit: "nats", format: .fixed(2))
  try notebook.measure("toy-computation", toyComputation, unit: "times that", tolerance: .exact, format: .fixed(1))

  //: After as many steps the gain of $k$ = {largest-k} is {toy-gain}. Over the VAE with as much computation, {toy-cost-even}, it is {toy-even-gain}.
  //:
  //: By the bound $L_1$ one would choose otherwise: $-L_1$ moves from {toy-bound-1} for the VAE to {toy-bound-last}. The guide of an
  //: IWAE is a proposal, of which one draw in many has to be good, and is wider than the VAE's. $L_1$ must not rank
  //: models that were trained on other bounds. (The norm of a gradient, {toy-norm} in the median, is held to 10, which scales
  //: {toy-clipped} of them down, so that none that jumps spoils Adam's averages.)
  notebook.claimRise("On the points", of: toys.map(\.shown), ", for any model")
  if toySchedule.steps >= 2_000 {
    notebook.claim(
      "On the points every IWAE costs at least 0.2 nats less than the VAE of its seed after as many steps.",
      toyIWAEs.allSatisfy { zip($0.costs, toyVAE.costs).allSatisfy { $0 < $1 - 0.2 } })
    notebook.claim(
      "By L₁ alone, the VAE would win.",
      toyIWAEs.allSatisfy { zip($0.trainings, toyVAE.trainings).allSatisfy { $0.looseCost > $1.looseCost + 1 } })
  }

  //: What the models make of the plane, as log-densities, in the first training of each:
  try notebook.show(
    Panels(densitiesOf: toys, on: PlaneRaster(side: try notebook["raster"]), latticeSide: latticeSide), id: "densities",
    caption: "log p(x) of each model; −10 stands for everything below it. The data are eight spots and nothing else.")

  //: ## Pictures of clothes
  //:
  //: Fashion-MNIST, with every pixel drawn anew as black or white, with its grey value as the probability, whenever an image is
  //: used. The network is that of @burda2016, one layer: 200-200-50 tanh units and back
  //: ([BinaryImageVAE.swift](../../Experiments/Models/BinaryImageVAE.swift)). For each seed the VAE and an IWAE with $k$ = {image-k} get
  //: the same initial weights, binary images and {image-steps} steps. As the learning rate stays at {image-learning-rate}, the
  //: IWAE after {early-steps} steps is what a training with as much computation as the VAE's whole one would have come to. For
  //: so many steps it is also trained with the doubly reparameterized gradient (DReG) of the section after this one.
  let imageSteps: Int = try notebook["image-steps"], imageRate: Float = try notebook["image-learning-rate"]
  let imageBatch: Int = try notebook["image-batch-size"], imageRungs = (try notebook["image-rungs"] as [Int]).sorted()
  let testCount: Int = try notebook["test-images"], imageDraws: Int = try notebook["image-particles"]
  let data = try notebook.fashionMNIST(training: max(imageBatch, 20), test: testCount)
  func imageTask(seed: Int) -> LearningTask {
    .binaryImages(data.train, test: data.test.prefix(testCount), rungs: imageRungs, seed: seed, using: random)
  }
  let computation = try VariationalAutoencoder.ofBinaryImages(using: random).computation(ofDraws: imageDraws)
  let earlySteps = max(Int((Double(imageSteps) / computation).rounded()), 1)
  let course = TrainingCourse(task: imageTask(seed: 0), interval: max(imageSteps / 10, 1), early: earlySteps)
  func image(_ name: String, on objective: any Objective, steps: Int) throws -> Repeated<VariationalAutoencoder> {
    let schedule = Schedule(steps: steps, batchSize: imageBatch, rate: .constant(imageRate))
    return try Repeated(name, for: schedule, seeds: notebook["image-seeds"]) { seed in
      try notebook.train(
        VariationalAutoencoder.ofBinaryImages(using: random["weights for images"][seed]), named: name, on: objective,
        in: imageTask(seed: seed), for: schedule, as: "\(name) on images, seed \(seed + 1)",
        look: steps == imageSteps ? course.found : { _, _ in [:] })
    }
  }
  let imageVAE = try image(name(1), on: objective(1), steps: imageSteps)
  let imageIWAE = try image(name(imageDraws), on: objective(imageDraws), steps: imageSteps)
  let dregBound = ImportanceWeightedBound(particles: imageDraws, guideGradient: .doublyReparameterized)
  let dreg = try image("\(imageIWAE.name), DReG", on: dregBound, steps: earlySteps)
  let images = [imageVAE, imageIWAE]
  let comparison = BoundComparison(toys: toys, images: images, course: course, computation: computation)
  try notebook.show(
    comparison.losses, id: "loss",
    caption: "What each training lowers, −Lₖ of its own k, mean ± standard error: different k do not compare.")
  try notebook.show(
    Table(
      costsOf: images, .fixed(1),
      cells: ["$-L_{\(imageRungs[0])}$": { .number($0.summary(\.looseCost), .fixed(1)) }]), id: "image-costs",
    caption: "Nats an image over {test-images} images by the bound of most draws; differences are paired by seed.")
  try notebook.show(
    comparison.ladders(entropy: density.entropy), id: "ladders",
    caption:
      "The cost of held-out data by the bound of k draws ± standard error, first training of each model; on images, above that of "
      + "the VAE with most draws for the same image. The right ends compare the models; the left, cut off, do not.")
  try notebook.show(
    comparison.courses, id: "course",
    caption:
      "Cost of test images by a bound of {course-draws} draws during training, mean over seeds ± a standard error.")
  try notebook.show(
    ImageGrid(of: images, images: course.task.heldOut[0].slice(0..<10, along: 0), using: random["prior draws"]),
    id: "reconstructions",
    caption: "Binary test images, their mean reconstructions, and mean images of codes from the prior.")
  //: hide
  try notebook.measure("image-k", imageDraws)
  try notebook.measure(comparison, doubly: dreg)

  //: After as many steps the gain of $k$ = {image-k} is {image-gain}. A step of it computes {image-computation} of the VAE's, and
  //: with as much computation the gain is {image-even-gain}. (The gradients' median norm is {image-norm}; {image-clipped} exceeded 500.)
  notebook.claimRise("On the images", of: images.map(\.shown), ", for either model")
  let known = [KnownBounds.vaeOfImages, .iwae5OfImages]
  try notebook.show(
    Table(images, beside: known, .fixed(1)), id: "known-bounds",
    caption: "Nats an image after {image-steps} steps here, and after 12,000 in JAX [@jax-figures].")
  let isTwentyEpochs = imageSteps * imageBatch == 20 * data.train.count && imageRate == 1e-3
  if isTwentyEpochs && testCount == 1_000 && imageDraws == 5 && imageRungs == [1, 5, 50, 500] {
    notebook.claim(
      "After twenty epochs no mean bound lies more than 1.5 nats from that of the training in JAX.",
      zip(known, images).allSatisfy { $0.difference(from: $1)! < 1.5 })
    notebook.claim(
      "After twenty epochs the IWAE costs less than the VAE: decidedly, and by at least half a nat in the mean.",
      imageIWAE.gain(over: imageVAE).isHigher && imageIWAE.gain(over: imageVAE).mean > 0.5)
  }

  //: ### How many units are active?
  //:
  //: A unit of the code is called active where its mean varies by more than 0.01 [@burda2016]. A mean that varies by $v$ and tells
  //: nothing costs $v/2$, half a hundredth of a nat at that threshold: so little that it takes the VAE thousands of steps to make it
  //: vanish, and an IWAE longer, perhaps since its draws make up for useless units. The count tells how long a network has been
  //: trained, on what. Units that cost more than a tenth of a nat tell what it has learnt, soon and much alike:
  try notebook.show(
    Table(images, course, known: known), id: "active-units",
    caption: "Of fifty units, mean ± standard error over {image-seeds} trainings.")
  if isTwentyEpochs && imageDraws == 5 {
    notebook.claim(
      "After a fifth of the steps the IWAE has at least ten active units more than the VAE; those above a tenth of a nat differ by "
        + "less than four in the end.", comparison.unitsLead(after: 2) > 10 && abs(comparison.usedUnitsLead) < 4)
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
  let isFirst = abs(firstGap.mean - matched.exactFirstGap) < 4 * firstGap.standardError
  notebook.claim("The gap of L₁ is 10 (⅓ − log 4/3), within four standard errors.", isFirst)
  notebook.claim("k times the gap at k = 256 is V/2, within four standard errors and 0.02.", isNear)
  //: hide
  try notebook.measure(
    ["exact-first-gap": matched.exactFirstGap, "exact-limit": matched.exactLimit], format: .fixed(4))

  //: Now the gradients, with $\mu$ and $b$ a little off. A gradient here is the sum over a hundred copies of one datum.
  let shifted = LinearGaussianToy(shift: 0.1, using: random["linear-Gaussian toy"])
  let ratios = try shifted.signalsToNoise(
    draws, count: gradientCount, using: random["gradients"], observer: notebook)
  try notebook.show(
    Figure(ratios), id: "signal-to-noise",
    caption:
      "Points: signal to noise of the gradients of the bound of k draws with respect to the model's mean μ and the guide's mean "
      + "b. Lines: the slopes of theory, through the last points.")
  try notebook.show(Table(ratios), id: "ratios", caption: "The same in numbers.")
  //: hide
  try notebook.measure(slopesOf: ["guide": ratios.guide, "doubly": ratios.doubly, "model": ratios.model])

  //: The slopes are {model-slope} for the model and {guide-slope} for the guide. Doubly reparameterized, the guide's is {doubly-slope},
  //: less than the ½ of theory, which holds for large $k$: with one draw this gradient has little noise to begin with, and
  //: over the last two $k$ the slope is {doubly-last-slope}.
  if gradientCount >= 500 {
    notebook.claim("The model's signal to noise grows with a slope of ½ ± 0.12.", abs(ratios.model.slope - 0.5) < 0.12)
    notebook.claim("The guide's falls with a slope of −½ ± 0.12.", abs(ratios.guide.slope + 0.5) < 0.12)
    notebook.claim("Doubly reparameterized, it rises from each k to the next.", ratios.doubly.rises)
  }

  //: That is a toy. The same on one batch of test images, for the last weights of encoder and decoder of the trained IWAE:
  let ratioDraws = (try notebook["image-gradient-particles"] as [Int]).sorted()
  let imageRatios = try imageIWAE.trainings.map { training in
    try training.model.signalsToNoise(
      ratioDraws, on: course.task.heldOut[0], count: notebook["image-gradients"],
      using: random["gradients on images"], observer: notebook)
  }
  try notebook.show(
    Table(imageRatios[0]), id: "image-ratios",
    caption: "Signal to noise over {image-gradients} gradients of one batch, after the first training.")
  try notebook.measure(ratiosOf: imageRatios)
  if isTwentyEpochs {
    notebook.claim(
      "After every training the encoder's ratio is lower with most draws than with fewest, and by DReG at least 1.2 times as high.",
      imageRatios.allSatisfy { $0.guide.values.last! < min($0.guide.values[0], $0.doubly.values.last! / 1.2) })
  }

  //: Does a gradient that is better known make a better model? What DReG gains an image after {early-steps} steps is {doubly-gain}.
  //:
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
  let sourceDeviation = PlaneVAE.Deviation.fixed(0.5.squareRoot())
  let bare = try PlaneVAE(deviation: sourceDeviation, hasDecoder: false, using: random["weights for points"][0])
  let printed = try [toyVAE.shown, toyIWAE.shown].map { toy in
    try [1, 10, 100].map { try PrintedLosses(of: toy, bare: bare, particles: $0, on: heldOut, using: random) }
  }
  try notebook.show(
    Table(
      columns: ["model", "k", "the source's value", "the same, with the decoder", "$-L_k$ (nats)"],
      rows: printed.joined().map(\.cells)), id: "printed-values",
    caption: "The source's loss and the negative bound of the same models on the same points.")
  notebook.claim(
    "With the decoder, the source's value grows from each k to the next, for both models; the negative bound of 100 draws is "
      + "below that of one.", printed.allSatisfy(PrintedLosses.disagree))

  //: So the more draws, the *worse* the printed number, which is nearer to a maximum over the draws than to a mean. Trained on it
  //: all the same, with the source's settings ({source-steps} steps of 32 points, $k$ = 10, Adam at 0.0003): as it
  //: stands, where only the encoder has anything to learn; with the decoder's parameters in their place; and on $L_{10}$.
  let sourceSchedule = Schedule(steps: try notebook["source-steps"], batchSize: 32, rate: 3e-4)
  let sourceLoss = SourceImportanceLoss(particles: 10)
  let faults = SourceFaults(
    asItStands: try toy("the source's loss", on: sourceLoss, sourceDeviation, hasDecoder: false, for: sourceSchedule),
    withDecoder: try toy("the same, with the decoder", on: sourceLoss, sourceDeviation, for: sourceSchedule),
    boundFixed: try toy("$L_{10}$ with σ² = ½", on: objective(10), sourceDeviation, for: sourceSchedule),
    boundLearned: try toy("$L_{10}$ with a learned σ", on: objective(10), for: sourceSchedule))
  try notebook.show(
    Table(
      costsOf: faults.kinds, .fixed(2),
      cells: [
        "parameters": { .number($0.shown.model.parameters.map(\.value.count).reduce(0, +)) },
        "σ": { .number($0.summary(\.model.deviation), .fixed(3)) },
      ]), id: "source-costs",
    caption: "Nats a point over {toy-test-points} held-out points, mean ± standard error over {seeds} trainings.")
  let drawn = density.sample(1_000, using: random["pictures"]).points
  try notebook.show(
    faults.pictures(of: drawn, priorCodes: .normal([1_000, 2], using: random["pictures"])), id: "source-pictures",
    caption:
      "Above the pictures of the source's training, whose decoder is the identity: the loss falls, and what is drawn from the "
      + "prior is the prior. Below the same of the bound with a learned σ. Points are decoder means.")
  try notebook.measure(faults)

  //: As it stands a point costs {cost-as-it-stands}. The missing decoder accounts for {cost-of-missing-decoder} of that, the
  //: weights for {cost-of-wrong-weights}, and the missing σ for {cost-of-fixed-deviation}, seed by seed.
  //:
  //: That a network received nothing to learn from went unnoticed in the source, where the loss fell all the same. Here a
  //: training that is asked to move parameters which the loss does not depend on stops with a message:
  let decoder = faults.withDecoder.shown.model.autoencoder.decoder.parameters
  let both = ModelAndGuide(model: bare.model, guide: bare.guide, parameters: bare.parameters + decoder)
  var unconnected = SVI(both, objective: sourceLoss, optimizer: Adam(3e-4), maximumGradientNorm: 10)
  var message = ""
  do { _ = try unconnected.step(heldOut, using: random["unconnected"]) } catch { message = "\(error)" }
  try notebook.show(message, id: "refused")
  notebook.claim("A decoder without a gradient stops the training, by name.", message.contains(decoder.first!.name))
  notebook.claimRise("Whatever a model was trained on,", of: faults.kinds.map(\.shown))
  if sourceSchedule.steps >= 500 {
    notebook.claim(
      "With every seed the source's loss as it stands costs more than with its decoder by at least 5 nats, and that more than the "
        + "bound of ten draws with a learned σ by at least half a nat.",
      SourceFaults.leastCost(of: faults.asItStands, over: faults.withDecoder) > 5
        && SourceFaults.leastCost(of: faults.withDecoder, over: faults.boundLearned) > 0.5)
  }

  //: ## Conclusion
  //:
  //: After as many steps what a model gains by a tighter bound is {toy-gain} a point and {image-gain} an image. With as much
  //: computation that is {toy-even-gain} and {image-even-gain}. Of the noise that it brings to the encoder's gradient another
  //: estimator takes a part away, which with $k$ = {image-k} and after {early-steps} steps is worth {doubly-gain} an image.
  //:
  //: ## What would prove this wrong
  //:
  //: If a bound of more draws came out below one of fewer, one of them would be computed wrongly. If both were trained for longer
  //: and the VAE came as low on images, a tighter bound would save steps there and nothing else, as it may on the points, where the
  //: gain at as much computation is {toy-even-gain}: `--set image-steps=60000`. Or `--set particles=2,4,8 --set image-particles=50`.
}
