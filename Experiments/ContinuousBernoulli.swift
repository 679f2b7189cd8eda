import Laboratory

/*:
 # Continuous Bernoulli

 A grey pixel is no coin: trained for {steps} steps by a density over $[0, 1]$, a network's bound on test images is
 {bernoulli-cost} higher than that of the same network trained by the cross-entropy of a Bernoulli distribution and then
 read as that density as favourably as its outputs allow. The density has two pitfalls, both measured here: the source's
 formula for it is off by up to {worst-error} where a network is sure, and where the pixels are bytes and the logits unbounded,
 the training bound climbs from {bounded-bound} to {unbounded-bound}, with logits of {unbounded-logit}; the squared error of a
 pixel of the test images, in thousandths, goes from {exact-square} to {raw-square}.

 {normaliser}

 ## The question

 A variational autoencoder for images in black and white gives each pixel a Bernoulli distribution, with the log-probability
 $x \log \lambda + (1 - x) \log (1 - \lambda)$. It is common to keep that expression, the negative cross-entropy, for grey
 pixels $x \in [0, 1]$. It is then a score and no log-density: $e$ to it does not integrate to one over $[0, 1]$. Dividing by
 what it does integrate to gives a distribution [@loaiza2019], the *continuous Bernoulli*,

 $$p(x \mid \lambda) = C(\lambda)\, \lambda^x (1 - \lambda)^{1 - x}, \qquad
 C(\lambda) = \frac{2 \tanh^{-1}(1 - 2\lambda)}{1 - 2\lambda}, \quad C(1/2) = 2.$$

 What changes when the normaliser is taken along, and what has to be minded?

 ## One distribution, two formulas

 By the logit $\eta = \log \lambda/(1 - \lambda)$ the density is $e^{\eta x - A(\eta)}$, and $A$ has a form that neither
 overflows nor divides by a difference that vanishes, with a series for small $|\eta|$:

 $$A(\eta) = \log \frac{e^\eta - 1}{\eta} = \max(\eta, 0) + \log \frac{1 - e^{-|\eta|}}{|\eta|}, \qquad
 \mathbb{E}\,x = A'(\eta) = \frac{1}{1 - e^{-\eta}} - \frac{1}{\eta}.$$

 The source, the notebook that this report follows [“Going further with VAEs”, @ollion2020], computes from λ: with ε = 10⁻⁶
 inside every logarithm, against $\log 0$, and with λ = 0.49 in the place of every λ from 0.49 to 0.51, against $0/0$. Both
 [versions](../../Experiments/Models/ContinuousBernoulliFormulas.swift) in double precision,
 [beside each other](../../Experiments/Models/FormulaComparison.swift):
*/
let continuousBernoulli = Experiment(
  "continuous-bernoulli", title: "Continuous Bernoulli",
  summary: "A density for grey pixels: its normaliser, its pitfalls, and what it changes in a VAE.",
  settings: [
    Setting("faithful", false, "take the network trained by the source's formulas for the main one"),
    Setting(
      "steps", 600, smoke: 6, paper: 9_375, "optimiser steps of each of five trainings", limits: .between(1, 1_000_000)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)),
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting("final-learning-rate", 0.0, "and at the last, along half a cosine", limits: .atLeast(0)),
    Setting("maximum-gradient-norm", 5_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(1, 512)),
    Setting("draws", 10_000, smoke: 1_000, "draws of each distribution", limits: .between(100, 1_000_000)),
    Setting(
      "test-images", 2_000, smoke: 100, paper: 10_000, "test images that each network is scored on",
      limits: .between(10, 10_000)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let lambdas = (1..<1_000).map { Double($0) / 1_000 }
  let near = (0...800).map { 0.48 + 0.04 * Double($0) / 800 + 1e-9 }
  let lines = FormulaComparison.lines
  let means = lines(lambdas, \.mean, \.mean) + [.diagonal(name: "λ itself")]
  try notebook.show(
    Panels([
      Figure(lines(lambdas, \.logC, \.logC), x: "λ", y: Axis("log C(λ)", unit: "nats"), title: "Log-normaliser"),
      Figure(means, x: Axis("λ", limits: 0...1), y: Axis("mean", limits: 0...1), title: "Mean"),
      Figure(lines(near, \.mean, \.mean), x: "λ", y: "mean", title: "Mean around ½"),
    ]),
    id: "normaliser",
    caption:
      "The normaliser and the mean against λ, the exact one drawn over the source's. The dashed line is the mean of a "
      + "Bernoulli distribution, which this one is not. Right: where the source puts a constant.")

  /*:
   The mean is nearer to ½ than λ is: mass that a coin puts on black and white lies between them here. A network trained by
   this density pushes its λ outwards to make up for that, and λ must not be shown for the picture it means.

   The differences of the two versions are small where one looks for them and large where one does not:
  */
  let etas = (0...640).map { -16 + 32 * Double($0) / 640 }
  let alongLambda = near.map { FormulaComparison(lambda: $0) }, alongLogit = etas.map { FormulaComparison(logit: $0) }
  let black = alongLogit.map { $0.errorOfLogDensity(at: 0) }, white = alongLogit.map { $0.errorOfLogDensity(at: 1) }
  let around: [Mark] = [
    .errors(near, alongLambda.map(\.errorOfMean), name: "mean"),
    .errors(near, alongLambda.map(\.errorOfLogC), name: "log C (nats)"),
  ]
  let gradients: [Mark] = [
    .line(etas, alongLogit.map(\.exactGradient), name: "exact"),
    .line(etas, alongLogit.map(\.sourceGradient), name: "source"),
  ]
  try notebook.show(
    Panels([
      Figure(around, x: "λ", y: Axis("error of the source", scale: .log), title: "Around ½"),
      Figure(
        [.errors(etas, black, name: "x = 0"), .errors(etas, white, name: "x = 1")], x: "logit η",
        y: Axis("error of log p(x)", unit: "nats", scale: .log), title: "Saturated"),
      Figure(gradients, x: "logit η", y: "∂ log p(1)/∂η", title: "Gradient at a white pixel"),
    ]),
    id: "errors",
    caption:
      "The source's version minus the exact one, on logarithmic scales (nothing below 10⁻⁸ is shown): the mean and "
      + "the normaliser around ½, and the log-density of a black and of a white pixel. Right: the gradient by the logit at a "
      + "white pixel that the network takes for black vanishes where it is needed most.")
  let window = alongLambda.filter { $0.exact.lambda > 0.49 && $0.exact.lambda < 0.51 }
  try notebook.measureErrors(inWindow: window, along: alongLogit)

  /*:
   In the window around ½ the source's normaliser is a constant. It is wrong by no more than {window-error}, but it has no
   gradient there, where the exact one has up to {lost-gradient} by the logit, and the mean jumps by {mean-jump} at λ = 0.51.
   At the other end ε bounds what a pixel can cost or earn. At η = −16 a black pixel's log-density is off by {right-error}, and
   a white pixel, of which such a logit is sure that it is black, pulls with a gradient of {source-gradient} instead of
   {exact-gradient}. The largest error up to $|\eta|$ = 16 is {worst-error}; at the bound that the paper's authors put on the
   logits, $\pm\log(10^4 - 1)$, it is {bound-error}.
  */
  notebook.claim(
    "The source's mean jumps by more than 0.006 at λ = 0.51, where the exact mean moves by less than 10⁻⁹.",
    FormulaComparison.jumpOfMean.source > 0.006 && abs(FormulaComparison.jumpOfMean.exact) < 1e-9)
  notebook.claim(
    "Within the window the gradient of the source's normaliser is zero, and the exact one's is not.",
    window.dropFirst().dropLast().allSatisfy { $0.slope { $0.source.logC } == 0 }
      && window.contains { abs($0.slope { $0.exact.logC }) > 1e-3 })
  let library = ContinuousBernoulli(logits: Variable(Tensor(etas.map(Float.init))))
  notebook.claim(
    "The library's normaliser and mean, in single precision, agree with the exact ones to 10⁻⁶ of their size.",
    zip(alongLogit, zip(library.logNormalizer.value.doubles, library.mean.value.doubles)).allSatisfy {
      $0.exact.agrees(withLogNormalizer: $1.0, mean: $1.1, to: 1e-6)
    })

  /*:
   ## The density, and draws from it

   At λ = ½ the distribution is uniform; otherwise it is a truncated exponential that leans to one side. Its distribution
   function can be inverted, so that a draw is the quantile of a uniform number $u$, and depends on η by a differentiable
   path:

   $$x = F^{-1}(u) = \frac{1}{\eta} \log\big(1 + u\,(e^\eta - 1)\big).$$
  */
  struct Drawn { let exact: ExactFormulas, draws: [Double] }
  let drawCount: Int = try notebook["draws"]
  let shown = [0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99].map { ExactFormulas(lambda: $0) }
  let logits = Tensor(shown.map { Float($0.logit) }, shape: [shown.count, 1]).broadcast(to: [shown.count, drawCount])
  let draws = ContinuousBernoulli(logits: Variable(logits)).sample(using: notebook.random["draws"])
  let drawn = shown.indices.map { Drawn(exact: shown[$0], draws: draws.slice($0..<$0 + 1, along: 0).doubles) }
  let places = (0...200).map { Double($0) / 200 }, twentieths = (1...19).map { Double($0) / 20 }
  let densities = shown.map { exact in
    Mark.line(places, places.map { exp(exact.logDensity($0)) }, name: "λ = \(NumberFormat.shortest(exact.lambda))")
  }
  let quantiles = shown.map { Mark.line(places, places.map($0.quantile)) }
  let quantilesOfDraws = Mark.points(
    drawn.flatMap { _ in twentieths }, drawn.flatMap { twentieths.map(Summary(of: $0.draws).quantile) },
    name: "quantiles of draws", size: 2)
  try notebook.show(
    Panels(
      [
        Figure(densities, x: "x", y: "p(x)", title: "Density"),
        Figure(quantiles + [quantilesOfDraws], x: "u", y: "x", title: "Quantile function"),
      ], sharing: .legend),
    id: "density",
    caption: "The density at seven λ, its quantile function, and the quantiles of {draws} draws at each λ.")
  let distances = drawn.map { kolmogorovSmirnovDistance(of: $0.draws, from: $0.exact.probability(below:)) }
  // Kolmogorov's distribution: a distance of 2.5/√n has a probability of 7 in a million.
  notebook.claim(
    "The draws have the distribution that the density says: none of \(shown.count) Kolmogorov–Smirnov distances "
      + "exceeds 2.5/√n.", distances.allSatisfy { $0 * Double(drawCount).squareRoot() < 2.5 })

  /*:
   ## In a network

   Now the network of [conv-vae](../conv-vae/README.md) is trained five times, from the same weights, on the same images in
   the same order and with the same noise, at a learning rate that falls along half a cosine. What differs is what its
   outputs are taken for, and whether the bytes are made continuous, $x = (b + u)/256$ with $u$ uniform on $[0, 1)$, or only
   scaled, $x = b/255$. The [source's likelihood](../../Experiments/Models/SourceContinuousBernoulli.swift) is a distribution
   like any other here, and so the model need not know about it. And a model is a function: another one around it, a
   [LogitWatch](../../Experiments/Models/LogitWatch.swift), can look at what it did. Half of the gradients have a norm above
   {training-norm}; {training-clipped} have one above {maximum-gradient-norm}, and are scaled down to that.
  */
  let latentSize: Int = try notebook["latent-size"], batchSize: Int = try notebook["batch-size"]
  let testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: batchSize, test: testCount), test = data.test.prefix(testCount)
  let steps: Int = try notebook["steps"]
  let learningRate = try LearningRate.cosine(
    initial: notebook["learning-rate"], final: notebook["final-learning-rate"], over: steps)
  struct Trained { let name: String, vae: VariationalAutoencoder, log: TrainingLog }
  func train(_ name: String, _ likelihood: Likelihood, dequantizing: Bool) throws -> Trained {
    let watched = LogitWatch(
      try .convolutional(latentSize: latentSize, likelihood: likelihood, using: notebook.random["initial weights"]))
    var svi = SVI(
      watched, objective: EvidenceLowerBound(), optimizer: Adam(learningRate),
      maximumGradientNorm: try notebook["maximum-gradient-norm"])
    let batches = Minibatches(of: batchSize, from: data.train, using: notebook.random["order of the images"])
    let log = try notebook.train(&svi, steps: steps, as: "training: \(name)") { svi, step in
      let random = notebook.random["training noise"][step.index], images = batches[step.index]
      return try svi.step(dequantizing ? images.dequantized(using: random) : images.scaled, using: random)
        .adding("largest logit", watched.largestLogit)
    }
    return Trained(name: name, vae: watched.vae, log: log)
  }
  let source = Likelihood { logits, _ in SourceContinuousBernoulli(logits: logits) }
  let exact = try train("continuous Bernoulli", .continuousBernoulli(), dequantizing: true)
  let coin = try train("Bernoulli", .greyBernoulli, dequantizing: true)
  let free = try train("unbounded logits", .continuousBernoulli(logitBound: nil), dequantizing: true)
  let raw = try train("unbounded logits, raw bytes", .continuousBernoulli(logitBound: nil), dequantizing: false)
  let faithful = try train("the source's formulas, raw bytes", source, dequantizing: false)
  let main = try notebook["faithful"] ? faithful : exact
  try notebook.measureGradientNorms(
    "training", of: [exact, coin, free, raw, faithful].map(\.log), clippedAbove: notebook["maximum-gradient-norm"])
  try notebook.show(["the main network below": .text(main.name)], id: "main-network")

  /*:
   ### λ and the mean

   One code after another from the prior, decoded before and after the training of the main network; its λ, and the mean by
   the exact formula and by the source's. Before the training the logits are so small that {window-before} of the pixels lie in
   the source's window, where the mean is one constant; the grey levels are stretched to show it. Afterwards {window-after} do.
  */
  let prior = Tensor.normal([8, latentSize], using: notebook.random["prior draws"])
  let untrained = try VariationalAutoencoder.convolutional(
    latentSize: latentSize, using: notebook.random["initial weights"])
  let before = LambdaPictures(of: prior, by: untrained), after = LambdaPictures(of: prior, by: main.vae)
  try notebook.measure("window-before", before.shareInWindow, unit: "%", format: .fixed(0))
  try notebook.measure("window-after", after.shareInWindow, unit: "%", format: .fixed(1))
  try notebook.show(
    before.grid(stretched: true), id: "before",
    caption:
      "Eight codes from the prior before the training, each row stretched from its darkest to its lightest pixel. "
      + "Where the source's mean is flat, the window has swallowed the picture.")
  try notebook.show(
    after.grid(stretched: false), id: "after",
    caption: "The same codes after the training, grey as they are: λ exaggerates what the mean says.")

  /*:
   ### Bernoulli against continuous Bernoulli

   The cross-entropy that a Bernoulli distribution leaves for grey pixels is no density, and its value cannot be compared with
   one. Two things can. One is the picture: the squared error of the mean, for the code at the posterior's mean. The other is
   the density that the network's outputs stand for when they are read as continuous Bernoulli distributions: with the logits
   as they are, or, more favourably, with those logits at which the continuous Bernoulli has the mean that the network was
   trained to give. All are scored on the same {test-images} test images, made continuous, by the exact density; the last
   three rows are about the next sections.
  */
  let testNoise = notebook.random["test noise"]
  func read(_ name: String, _ trained: Trained, as likelihood: Likelihood, raw: Bool = false) throws
    -> LikelihoodReading
  {
    try LikelihoodReading(
      name, of: trained.vae, as: likelihood,
      on: test.batches(of: 200) { raw ? $0.scaled : $0.dequantized(using: testNoise[$1]) },
      using: testNoise["codes"], phase: "evaluation: \(trained.name)", observer: notebook)
  }
  let bounded = Likelihood.continuousBernoulli(), unbounded = Likelihood.continuousBernoulli(logitBound: nil)
  let exactReading = try read(exact.name, exact, as: bounded)
  let asItIs = try read("\(coin.name), logits as they are", coin, as: bounded)
  let matched = try read("\(coin.name), means matched", coin, as: .meanMatchedContinuousBernoulli)
  let freeReading = try read(free.name, free, as: unbounded), rawReading = try read(raw.name, raw, as: unbounded)
  let faithfulReading = try read(faithful.name, faithful, as: unbounded)
  try notebook.show(
    LikelihoodReading.table(of: [exactReading, asItIs, matched, freeReading, rawReading, faithfulReading]),
    id: "scores",
    caption:
      "Squared error a pixel, and nats an image by the exact density, on {test-images} test images: mean ± standard "
      + "error.")
  let gain = exactReading.gain(over: matched), gainAsIs = exactReading.gain(over: asItIs)
  //: hide
  func measure(_ name: String, _ nats: Double, _ tolerance: Double, _ digits: Int = 0) throws {
    try notebook.measure(name, nats, unit: "nats", tolerance: .relative(tolerance), format: .fixed(digits))
  }
  try measure("bernoulli-cost", gain.mean, 0.02, 1)
  try measure("bernoulli-cost-error", gain.standardError, 0.1, 1)
  try measure("as-is-cost", gainAsIs.mean, 0.02)
  try notebook.measure("exact-square", exactReading.squaredError.mean, format: .fixed(2))
  try notebook.measure("bernoulli-square", matched.squaredError.mean, format: .fixed(2))

  /*:
   Image by image, the network trained by the density is {as-is-cost} above the Bernoulli network with its logits as they are,
   and {bernoulli-cost} (± {bernoulli-cost-error}) above it with the means matched. The squared errors are {exact-square} and
   {bernoulli-square} thousandths. The cross-entropy of a Bernoulli trains for a mean; what it takes for the density around
   that mean is another one.
  */
  // In the first steps nothing but the steps decides.
  if steps >= 300 {
    notebook.claim(
      "By the density over grey pixels, the network trained by it is ahead of the one trained as a Bernoulli, however that "
        + "one's outputs are read.", gain.mean > 0 && gainAsIs.mean > 0)
  }

  /*:
   ### A likelihood without a bound

   At $x = 0$ the log-density is $\log |\eta|$ but for a vanishing rest, and so it has no upper limit: a network that is sure
   that a pixel is exactly black earns log 2 with each doubling of its logit. {zero-share} of the bytes are exactly 0, which
   makes {doubling} an image, again and again, for nothing that could be seen. Two remedies are at hand. Bytes made continuous
   cannot be foreseen exactly, and no density gains more than log 256 a pixel from them on average. And the logits can be kept
   within $\pm\log(10^4 - 1)$, as the paper's authors do, which ends the log-density of a pixel at {pixel-cap}.
  */
  let bytes = data.train.pixels
  let zeroShare = Double(bytes.count { $0 == 0 }) / Double(bytes.count)
  try notebook.measure("zero-share", 100 * zeroShare, unit: "%", tolerance: .exact, format: .fixed(1))
  try notebook.measure("doubling", zeroShare * 784 * log(2), unit: "nats", format: .fixed(0))
  let rivals = [exact, free, raw]
  let bounds = rivals.map { Mark.smoothedLine($0.log.losses.map { -$0 }, name: $0.name) }
  let logitsByStep = rivals.map { Mark.line($0.log["largest logit"].map { max($0, 1e-3) }, name: $0.name) }
  try notebook.show(
    Panels(
      [
        Figure(bounds, x: "step", y: Axis("ELBO", unit: "nats"), title: "Training bound"),
        Figure(logitsByStep, x: "step", y: Axis("largest |η| in the batch", scale: .log), title: "Logits"),
      ], sharing: .legend),
    id: "unbounded",
    caption:
      "What training reports, and the largest logit of each batch: bounded logits of pixels made continuous, unbounded "
      + "ones, and unbounded ones of raw bytes.")
  //: hide
  for (name, rival) in zip(["bounded", "free", "unbounded"], rivals) {
    let logit = rival.log.mean(of: "largest logit", inTenth: 10)
    try notebook.measure("\(name)-logit", logit, tolerance: .relative(0.05), format: .significant(3))
    try measure("\(name)-bound", -rival.log.mean(of: "loss", inTenth: 10), 0.01)
  }
  for (name, reading) in [("exact", exactReading), ("free", freeReading), ("raw", rawReading)] {
    try measure("\(name)-test", reading.evaluation.bound.mean, 0.01)
  }
  for (name, reading) in [("free", freeReading), ("raw", rawReading), ("source", faithfulReading)] {
    try notebook.measure("\(name)-square", reading.squaredError.mean, tolerance: .relative(0.01), format: .fixed(2))
  }
  let pixelCap = ExactFormulas(logit: -Double(Likelihood.logitBound)).logNormalizer
  try notebook.measure("pixel-cap", -pixelCap, unit: "nats", format: .fixed(2))

  /*:
   In the last tenth of the steps the training bound is {bounded-bound} with both remedies, {free-bound} on continuous pixels
   with unbounded logits, and {unbounded-bound} with neither; the largest logits are {bounded-logit}, {free-logit} and
   {unbounded-logit}. The last is a race that only the falling learning rate ends.

   What there is to see the squared error tells, and it does not follow the bound: on the test images it is {exact-square}
   thousandths with both remedies, {free-square} with continuous pixels alone, and {raw-square} with neither. Nor is the bound
   on the logits free. A pixel that is black but for the noise within its byte has a density of 256 there, of which bounded
   logits can say no more than {logit-bound}; as densities of continuous test images the three networks score {exact-test},
   {free-test} and {raw-test}. The bound is part of the model, and two numbers can be compared only where it is the same.
  */
  let logitBound = Likelihood.logitBound
  try notebook.measure("logit-bound", logitBound, format: .fixed(2))
  if steps >= 100 {
    notebook.claim(
      "Raw bytes and unbounded logits: in the last tenth of the steps the largest logit is beyond the bound, and larger than "
        + "in the fifth tenth.",
      raw.log.mean(of: "largest logit", inTenth: 10)
        > max(Double(logitBound), raw.log.mean(of: "largest logit", inTenth: 5)))
    notebook.claim(
      "The training bound it reports is higher than with both remedies.",
      raw.log.mean(of: "loss", inTenth: 10) < exact.log.mean(of: "loss", inTenth: 10))
  }

  /*:
   ### What the source's formulas cost

   The source trains on raw bytes, and there its ε is a remedy too: the density of a pixel ends at
   $C(\lambda) = \log(2/\varepsilon) \approx 14.5$. But what it reports is not the log-density, and the gradients it trains by
   are not those of one. The network trained by its formulas, scored on the raw test images by those formulas and by the exact
   density, beside the network trained on raw bytes by the exact density:
  */
  let reported = try read("the source's formulas", faithful, as: source, raw: true)
  let actual = try read("the source's formulas", faithful, as: unbounded, raw: true)
  let rawActual = try read("the exact density", raw, as: unbounded, raw: true)
  try notebook.show(
    Table(
      columns: ["trained by", "scored by", "squared error · 10³", "ELBO"],
      rows: zip([reported, actual, rawActual], [reported.name, rawActual.name, rawActual.name]).map {
        [.text($0.name), .text($1), .number($0.squaredError, .fixed(2)), .number($0.evaluation.bound, .fixed(1))]
      }),
    id: "source-cost",
    caption:
      "On {test-images} raw test images, byte/255: squared error a pixel, and nats an image, mean ± standard error.")
  let misreport = reported.gain(over: actual)
  //: hide
  try measure("misreport", misreport.mean, 0.05)
  try measure("source-cost-mean", rawActual.gain(over: actual).mean, 0.05)
  if steps >= 300 {
    notebook.claim(
      "What the source's formulas report for an image differs from its log-density by more than 10 nats on average.",
      abs(misreport.mean) > 10)
  }

  /*:
   What the formulas report differs from the exact density of the same images and codes by {misreport} an image. Trained by
   the exact density on the same bytes the network scores {source-cost-mean} more, which on raw bytes is no merit, as the last
   section showed. For the picture ε does what a bound on the logits does: the squared error on continuous test images is
   {source-square} thousandths. With `--set faithful=true` the pictures of this report come from the network that the source's
   formulas trained.

   ## What would prove this wrong

   If the Bernoulli network, read with its means matched, scored as high as the one trained by the density, the normaliser
   would be a formality. If the largest logit of raw bytes settled at some value, the likelihood would have a bound after
   all; that can be tried with more steps. And one seed is one draw: a difference of a few nats between two trainings of
   {steps} steps is within what another seed changes.

   To look for longer: `swift run experiments run continuous-bernoulli --set steps=3000`.
  */
}
