import Laboratory

/*:
 # Continuous Bernoulli

 A grey pixel is no coin, but a density over $[0, 1]$ has a race to end first. {zero-share} of the bytes are exactly 0, and logits
 without a bound make them as likely as one likes: after {steps} steps the training bound stands at {unbounded-bound}, the largest
 logit at {unbounded-logit}. Bytes made continuous set the race a limit. The bound that the paper's authors put on the logits ends it
 at once, and is not free: it costs test images {bound-cost} ({bound-cost-black} on black pixels, of which codes and the other pixels
 give some back), and what it adds to the squared error of a pixel, in thousandths, is {bound-square}.

 Networks trained by the cross-entropy of a Bernoulli distribution can be read as such densities, by those of the same means.
 The density's test bound, less theirs, is then {bernoulli-cost} within the bound on the logits and {wide-cost} without it. For
 the picture the cross-entropy is the better score: the squared error of its own mean, less that of the bounded density's, is
 {own-square-lead} thousandths. (Differences by pairs of trainings, ± standard error.)

 {unbounded}

 ## The question

 A variational autoencoder for images in black and white gives each pixel a Bernoulli distribution, with the log-probability
 $x \log \lambda + (1 - x) \log (1 - \lambda)$. It is common to keep that expression, the negative cross-entropy, for grey
 pixels $x \in [0, 1]$. It is then a score and no log-density: $e$ to it does not integrate to one over $[0, 1]$. Dividing by
 what it does integrate to gives a distribution [@loaiza2019], the *continuous Bernoulli*,

 $$p(x \mid \lambda) = C(\lambda)\, \lambda^x (1 - \lambda)^{1 - x}, \qquad
 C(\lambda) = \frac{2 \tanh^{-1}(1 - 2\lambda)}{1 - 2\lambda}, \quad C(1/2) = 2.$$

 What changes when the normaliser is taken along, what has to be minded, and what does minding it cost?

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
      "steps", 600, smoke: 6, paper: 9_375, "optimiser steps of each training", limits: .between(1, 1_000_000)),
    Setting("repeats", 5, smoke: 2, "trainings of each of the first two kinds", limits: .between(2, 20)),
    Setting("other-repeats", 3, smoke: 2, "trainings of each other kind", limits: .between(2, 20)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)),
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting("final-learning-rate", 0.0, "and at the last, along half a cosine", limits: .atLeast(0)),
    Setting("maximum-gradient-norm", 5_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(1, 512)),
    Setting("draws", 10_000, smoke: 1_000, "draws of each distribution", limits: .between(100, 1_000_000)),
    Setting(
      "test-images", 1_000, smoke: 100, paper: 10_000, "test images that each network is scored on",
      limits: .between(10, 10_000)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let near: [Double] = (0...800).map { 0.48 + 0.04 * Double($0) / 800 + 1e-9 }
  try notebook.show(
    Panels.formulas((1..<1_000).map { Double($0) / 1_000 }, near: near),
    id: "normaliser",
    caption:
      "The normaliser and the mean against λ, by the exact formulas: the source's could not be told from them at this scale. The "
      + "dashed line is the mean of a Bernoulli distribution, which this one is not. Right: where the source puts a constant."
  )

  /*:
   The mean is nearer to ½ than λ is: mass that a coin puts on black and white lies between them here. A network trained by
   this density pushes its λ outwards to make up for that, and λ must not be shown for the picture it means.

   The differences of the two versions are small where one looks for them and large where one does not:
  */
  let etas = (0...640).map { -32 + 64 * Double($0) / 640 }
  try notebook.show(
    Panels.formulaErrors(near: near, along: etas),
    id: "errors",
    caption:
      "The source's version minus the exact one, on logarithmic scales (nothing below 10⁻⁸ is shown): the mean and "
      + "the normaliser around ½, and the log-density of a black and of a white pixel, whose error grows without end. Right: the "
      + "gradient by the logit at a white pixel that the network takes for black vanishes where it is needed most.")
  let window = near.map { FormulaComparison(lambda: $0) }.filter { $0.exact.lambda > 0.49 && $0.exact.lambda < 0.51 }
  try notebook.measureErrors(inWindow: window)

  /*:
   In the window around ½ the source's normaliser is a constant. It is wrong by no more than {window-error}, but it has no
   gradient there, where the exact one has up to {lost-gradient} by the logit, and the mean jumps by {mean-jump} at λ = 0.51.
   At the other end ε bounds what a pixel can cost or earn. At η = −16 a black pixel's log-density is off by {right-error}, and
   a white pixel, of which such a logit is sure that it is black, pulls with a gradient of {source-gradient} instead of
   {exact-gradient}. The log-density of that white pixel is off by {wrong-error}, and at η = −32 by {far-error}: beyond
   −log ε ≈ 13.8 the error grows by a nat with each unit of the logit, so that there is no largest one. Within the bound
   that the paper's authors put on the logits, $\pm\log(10^4 - 1)$, it is at most {bound-error}.
  */
  notebook.claim(
    "The source's mean jumps by more than 0.006 at λ = 0.51, where the exact mean moves by less than 10⁻⁹.",
    FormulaComparison.jumpOfMean.source > 0.006 && abs(FormulaComparison.jumpOfMean.exact) < 1e-9)
  notebook.claim(
    "Within the window the gradient of the source's normaliser is zero, and the exact one's is not.",
    window.dropFirst().dropLast().allSatisfy { $0.slope { $0.source.logC } == 0 }
      && window.contains { abs($0.slope { $0.exact.logC }) > 1e-3 })
  let sourceErrors = [-16.0, -32].map { FormulaComparison(logit: $0).errorOfLogDensity(at: 1) }
  notebook.claim(
    "From a logit of −16 to one of −32 the source's error at a white pixel grows by more than 15 nats.",
    sourceErrors[1] > sourceErrors[0] + 15)
  let library = ContinuousBernoulli(logits: Variable(Tensor(etas.map(Float.init))))
  notebook.claim(
    "The library's normaliser and mean, in single precision, agree with the exact ones to 10⁻⁶ of their size.",
    zip(etas, zip(library.logNormalizer.value.doubles, library.mean.value.doubles)).allSatisfy {
      ExactFormulas(logit: $0).agrees(withLogNormalizer: $1.0, mean: $1.1, to: 1e-6)
    })

  /*:
   ## The density, and draws from it

   At λ = ½ the distribution is uniform; otherwise it is a truncated exponential that leans to one side. Its distribution
   function can be inverted, so that a draw is the quantile of a uniform number $u$, and depends on η by a differentiable
   path:

   $$x = F^{-1}(u) = \frac{1}{\eta} \log\big(1 + u\,(e^\eta - 1)\big).$$
  */
  let drawCount: Int = try notebook["draws"]
  let drawn = DrawnDensities(
    [0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99], count: drawCount, using: notebook.random["draws"])
  try notebook.show(
    drawn.figures,
    id: "density",
    caption: "The density at seven λ, its quantile function, and the quantiles of {draws} draws at each λ.")
  // Kolmogorov's distribution: a distance of 2.5/√n has a probability of 7 in a million.
  notebook.claim(
    "The draws have the distribution that the density says: none of \(drawn.distances.count) Kolmogorov–Smirnov distances "
      + "exceeds 2.5/√n.", drawn.distances.allSatisfy { $0 * Double(drawCount).squareRoot() < 2.5 })

  /*:
   ## In a network

   Now the network of [conv-vae](../conv-vae/README.md) is trained, at a learning rate that falls along half a cosine. What differs
   is what its outputs are taken for, and whether the bytes are made continuous, $x = (b + u)/256$ with $u$ uniform on $[0, 1)$,
   or only scaled, $x = b/255$. Trainings of the same number begin with the same weights and see the same images in the same order
   with the same noise, so that they can be compared in pairs: {repeats} of each of the first two kinds, {other-repeats} of the others.
   The [source's likelihood](../../Experiments/Models/SourceContinuousBernoulli.swift) is a distribution like any other here, and so
   the model need not know about it. And a model is a function: another one around it, a
   [LogitWatch](../../Experiments/Models/LogitWatch.swift), can look at what it did.
  */
  let latentSize: Int = try notebook["latent-size"], batchSize: Int = try notebook["batch-size"]
  let testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: batchSize, test: testCount), test = data.test.prefix(testCount)
  let steps: Int = try notebook["steps"], maximumNorm: Double = try notebook["maximum-gradient-norm"]
  let repeats: Int = try notebook["repeats"], otherRepeats: Int = try notebook["other-repeats"]
  let learningRate = try LearningRate.cosine(
    initial: notebook["learning-rate"], final: notebook["final-learning-rate"], over: steps)
  func makeVAE(_ number: Int, _ likelihood: Likelihood = .continuousBernoulli()) throws -> VariationalAutoencoder {
    try .convolutional(
      latentSize: latentSize, likelihood: likelihood, using: notebook.random["initial weights"][number])
  }
  func train(_ name: String, _ likelihood: Likelihood, dequantizing: Bool = true, repeats: Int) throws
    -> RepeatedTrainings
  {
    let watched = try (0..<repeats).map { LogitWatch(try makeVAE($0, likelihood)) }
    let logs = try watched.enumerated().map { number, model in
      var svi = SVI(
        model, objective: EvidenceLowerBound(), optimizer: Adam(learningRate), maximumGradientNorm: Float(maximumNorm))
      let batches = Minibatches(of: batchSize, from: data.train, using: notebook.random["order of the images"][number])
      return try notebook.train(&svi, steps: steps, as: "\(name), training \(number + 1)") { svi, step in
        let random = notebook.random["training noise"][number][step.index], images = batches[step.index]
        return try svi.step(dequantizing ? images.dequantized(using: random) : images.scaled, using: random)
          .adding("largest logit", model.largestLogit)
      }
    }
    return RepeatedTrainings(name: name, vaes: watched.map(\.vae), logs: logs)
  }
  let source = Likelihood { logits, _ in SourceContinuousBernoulli(logits: logits) }
  let unbounded = Likelihood.continuousBernoulli(logitBound: nil)
  let exact = try train("bounded logits", .continuousBernoulli(), repeats: repeats)
  let coin = try train("Bernoulli", .greyBernoulli, repeats: repeats)
  let free = try train("unbounded logits", unbounded, repeats: otherRepeats)
  let raw = try train("unbounded, raw bytes", unbounded, dequantizing: false, repeats: otherRepeats)
  let faithful = try train("source's formulas, raw bytes", source, dequantizing: false, repeats: otherRepeats)
  let main = try notebook["faithful"] ? faithful : exact
  try notebook.show(
    Table(gradientNorms: [exact, coin, free, raw, faithful].map(\.gradientNorms), clippedAbove: maximumNorm),
    id: "norms",
    caption: "Norms of the gradients, before those above {maximum-gradient-norm} are scaled down to it.")
  //: hide
  try notebook.measureGradientNorms(
    "training", of: [exact, coin, free, raw, faithful].flatMap(\.logs), clippedAbove: maximumNorm)

  /*:
   Of all steps {training-clipped} were scaled down: one gradient many times the usual would slow Adam for the rest of a training.
   All networks are scored on the same {test-images} test images, made continuous, by the exact density of the
   [means that their outputs stand for](../../Experiments/Models/LikelihoodReading.swift). The cross-entropy that a Bernoulli
   distribution leaves for grey pixels is no density. Its network is read as one in three ways: with the logits as they are; with
   those logits at which the continuous Bernoulli has the mean that the network was trained to give, as nearly as the bound allows;
   and with the same within ±512, which is all that bytes made continuous have a use for, since none has a mean nearer to 0 or 1 than
   1/512. And there is the picture itself, the squared error of the mean, for which the network's own mean counts too, which no
   bound holds back.
  */
  let testNoise = notebook.random["test noise"]
  func read(_ trained: RepeatedTrainings, as likelihood: Likelihood, _ name: String? = nil, scaled: Bool = false) throws
    -> LikelihoodReading
  {
    let batches = test.batches(of: 200) { scaled ? $0.scaled : $0.dequantized(using: testNoise[$1]) }
    return try LikelihoodReading(
      name ?? trained.name, of: trained.vaes, as: likelihood, on: batches, using: testNoise["codes"], observer: notebook
    )
  }
  let capped = Likelihood.continuousBernoulli()
  let readings = try LikelihoodReadings(
    bounded: read(exact, as: capped), unbounded: read(free, as: unbounded), rawBytes: read(raw, as: unbounded),
    source: read(faithful, as: unbounded), asTheyAre: read(coin, as: capped, "Bernoulli, logits as they are"),
    matched: read(coin, as: .meanMatched(within: Likelihood.logitBound), "Bernoulli, means matched"),
    matchedWidely: read(coin, as: .meanMatched(within: Likelihood.byteLogitBound), "the same within ±512"),
    ownMean: read(coin, as: .greyBernoulli, "Bernoulli, its own mean"))
  try notebook.show(
    readings.table, id: "scores",
    caption:
      "Squared error a pixel; log-densities at the code's mean, KL and ELBO in nats an image: ± standard error over trainings."
  )
  //: hide
  try notebook.measure(readings)

  /*:
   ### A likelihood without a bound

   At $x = 0$ the log-density is $\log |\eta|$ but for a vanishing rest, and so it has no upper limit: a network that is sure
   that a pixel is exactly black earns log 2 with each doubling of its logit. {zero-share} of the bytes are exactly 0, which
   makes {doubling} an image, again and again, for nothing that could be seen. One remedy is at hand: bytes made continuous
   cannot be foreseen exactly, and no density gains more than log 256 a pixel from them on average. Another is to keep the logits
   within $\pm\log(10^4 - 1)$, as the paper's authors do, which ends the log-density of a pixel at {pixel-cap}.
  */
  // In the first steps nothing but the steps decides.
  let isRaced = steps >= 600
  let zeroShare = Double(data.train.pixels.count { $0 == 0 }) / Double(data.train.pixels.count)
  let rivals = [exact, free, raw], interval = steps >= 60 ? 10 : 1
  try notebook.show(
    Panels(
      [
        Figure(
          rivals.map { $0.line(of: "loss", over: interval, sign: -1) }, x: "step", y: Axis("ELBO", unit: "nats"),
          title: "Training bound"),
        Figure(
          rivals.map { $0.line(of: "largest logit", over: interval) }, x: "step",
          y: Axis("largest |η|", scale: .log), title: "Logits"),
        readings.squaredErrors,
      ], sharing: .legend),
    id: "unbounded",
    caption:
      "What training reports, the largest logit of a batch, and the squared error of the mean. Pixels are made continuous unless "
      + "they are called raw. Means over trainings, ± standard error.")
  if isRaced {
    notebook.claim(
      "On raw bytes the largest logit of the last tenth of the steps is above ten times the bound, and that of the fifth tenth.",
      zip(raw.means(of: "largest logit", inTenth: 5), raw.means(of: "largest logit", inTenth: 10)).allSatisfy {
        $1 > max(10 * Double(Likelihood.logitBound), $0)
      })
    notebook.claim(
      "The training bound that they report is then higher than with bounded logits by more than 400 nats, in every pair.",
      zip(raw.means(of: "loss", inTenth: 10), exact.means(of: "loss", inTenth: 10)).allSatisfy { $0 + 400 < $1 })
  }
  //: hide
  try notebook.measureRace(["bounded": exact, "free": free, "unbounded": raw])
  try notebook.measureLogitBound(blackShare: zeroShare)

  /*:
   In the last tenth of the steps the training bound is {bounded-bound} with both remedies, {free-bound} on continuous pixels
   with unbounded logits, and {unbounded-bound} with neither; without a bound the largest logits are {free-logit} on continuous
   pixels and {unbounded-logit} on raw bytes. The one race ends at 512, beyond which a logit gains nothing on a byte made continuous,
   the other when the learning rate falls. As long as both are well below 512 they look alike.

   ### What the bound on the logits costs

   So continuous bytes are a remedy, and the bound is not needed beside them. It is not free either. A black pixel made continuous
   has a density of 256 over its byte; bounded logits can make it 9.2. By expectation a logit of −512 gains {pixel-limit} over one at
   the bound, which is {image-limit} an image if every black pixel were foreseen. Found on the test images, after {steps} steps:
   {bound-cost}, of it {bound-cost-black} on black pixels, {bound-cost-lit} on others, and the rest in the codes. The squared error
   of a pixel, in thousandths, is {exact-square} with the bound and {free-square} without, by pairs a difference of {bound-square}:
   no mean falls below {darkest-mean}, which alone costs {floor-square} on black pixels against a network that knew them all.

   Why do other reports keep the bound, [conv-vae](../conv-vae/README.md), [beta-vae](../beta-vae/README.md),
   [gelu](../gelu/README.md) and [keras-vae](../keras-vae/README.md)? Because they compare networks. Without it, what a network
   scores is above all how far it has driven the logits of its black backgrounds towards −512, which is a matter of steps and of the
   learning rate. With it a network is there within some dozens of steps, as the figure shows, and the pixels that are not black
   tell one from the other. The price is that their ELBOs are not the largest to be had, that their blacks are grey, and that they can
   be compared with numbers that rest on the same bound alone: it is a part of the model.
  */
  let boundCost = readings.unbounded.gain(\.bounds, over: readings.bounded)
  let boundSquare = readings.bounded.gain(\.squaredErrors, over: readings.unbounded)
  if isRaced {
    notebook.claim(
      "In every pair of trainings the bound on the logits costs test images more than 400 nats, and more than 2 thousandths of "
        + "squared error.", boundCost.summary.minimum > 400 && boundSquare.summary.minimum > 2)
  }

  /*:
   ### Bernoulli against continuous Bernoulli

   Within the bound, what the networks trained by the density score, less what the Bernoulli networks do where the logits of these
   are taken as they are, is {as-is-cost}. With the means matched the difference is {bernoulli-cost}; and {wide-cost} where neither
   is bounded, but for ±512. These two are matters of the steps as well: a Bernoulli distribution has the mean of a black byte,
   1/512, at a logit of −6.2, the continuous one at −512, and so the one network is soon where the other one runs to. The
   cross-entropy trains for a mean, and that is what it learns; what it takes for the density around that mean is another one.

   For the picture its own mean counts, which no floor raises. It has {own-square} thousandths; the difference to the density with
   bounded logits is {own-square-lead}, to that with unbounded ones {own-square-free}, and to the former on pixels that are not black
   {own-lit-lead}.
  */
  try notebook.show(
    Figure(
      [readings.bounded, readings.matched].map { .points(Array(1...repeats), $0.bounds, name: $0.name, size: 4) },
      x: Axis("training", limits: 0.5...Double(repeats) + 0.5), y: Axis("test ELBO", unit: "nats"),
      size: Size(width: 600, height: 300)),
    id: "seeds", caption: "The test bound of each training, by the same density with the same bound on the logits.")
  let reached = Summary(of: readings.bounded.bounds)
  let asTheyAre = readings.bounded.gain(\.bounds, over: readings.asTheyAre)
  let ownLead = readings.ownMean.gain(\.squaredErrors, over: readings.bounded)
  if isRaced {
    notebook.claim("All bounds with bounded logits lie within 20 nats.", reached.maximum - reached.minimum < 20)
    notebook.claim("In every pair Bernoulli logits as they are cost over 100 nats.", asTheyAre.summary.minimum > 100)
    notebook.claim(
      "In every pair the squared error of the Bernoulli's own mean is lower by more than 2 thousandths.",
      ownLead.summary.maximum < -2)
  }

  /*:
   ### λ and the mean

   One code after another from the prior, decoded before and after a training; its λ, and the mean by the exact formula and by the
   source's. Before the training the logits are so small that {window-before} of the pixels lie in the source's window, where the
   mean is one constant; the grey levels are stretched to show it. Afterwards {window-after} do.
  */
  try notebook.show(["the network below": .text(main.name)], id: "main-network")
  let prior = Tensor.normal([8, latentSize], using: notebook.random["prior draws"])
  let before = try main.vaes.indices.map { LambdaPictures(of: prior, by: try makeVAE($0)) }
  let after = main.vaes.map { LambdaPictures(of: prior, by: $0) }
  try notebook.show(
    before[0].grid(stretched: true), id: "before",
    caption:
      "Eight codes from the prior before the training, each row stretched from black to white. Where the source's mean is "
      + "flat, the window has swallowed the picture.")
  try notebook.show(
    after[0].grid(stretched: false), id: "after",
    caption: "The same codes after the training, grey as they are: λ exaggerates what the mean says.")
  //: hide
  try notebook.measure("window-before", meanOf: before.map(\.shareInWindow), unit: "%", format: .fixed(0))
  try notebook.measure("window-after", meanOf: after.map(\.shareInWindow), unit: "%", format: .fixed(1))

  /*:
   ### What the source's formulas cost

   The source trains on raw bytes, and there its ε is a remedy too: the density of a pixel ends at
   $C(\lambda) = \log(2/\varepsilon) \approx 14.5$. But what it reports is not the log-density, and the gradients it trains by
   are not those of one. The networks trained by its formulas, scored on the raw test images by those formulas and by the exact
   density, beside the networks trained on raw bytes by the exact density:
  */
  let told = try read(faithful, as: source, "the source's formulas", scaled: true)
  let actual = try read(faithful, as: unbounded, "the exact density", scaled: true)
  let rawActual = try read(raw, as: unbounded, "the exact density", scaled: true)
  try notebook.show(
    Table([(told.name, told), (told.name, actual), (rawActual.name, rawActual)]), id: "source-cost",
    caption:
      "On {test-images} raw test images, byte/255: squared error a pixel, and nats an image, mean ± standard error.")
  let misreport = told.gain(\.bounds, over: actual)
  //: hide
  try notebook.measure("misreport", misreport, unit: "nats", format: .fixed(0))
  try notebook.measure("source-cost-mean", rawActual.gain(\.bounds, over: actual), unit: "nats", format: .fixed(0))
  if isRaced {
    notebook.claim(
      "What the source's formulas report is off by more than 10 nats on average.", abs(misreport.mean) > 10)
  }

  /*:
   What the formulas report, less the exact density of the same images and codes, is {misreport} an image. What a network scores that
   is trained by the exact density on the same bytes, less that, is {source-cost-mean}, which on raw bytes is no merit, as the race
   above showed. The squared error on continuous test images is {source-square} thousandths, and {raw-square} of the latter networks.
   With `--set faithful=true` the pictures of this report come from a network that the source's formulas trained.

   ## Conclusion

   A density over grey pixels needs bytes made continuous, and then no bound on its logits: the authors' bound costs test images
   {bound-cost}, and {bound-square} thousandths of squared error. As a density, what networks trained by it gain over Bernoulli
   networks with their means matched is {bernoulli-cost} within the bound and {wide-cost} without it, and as pictures the difference
   of the latter's own means, with {own-square} thousandths, to the bounded ones is {own-square-lead}. The error of what the source's
   formulas report is {misreport} an image, and their error at a single pixel has no limit.

   ## What would prove this wrong

   If the density's own mean were as near to the pixels as that of the Bernoulli network, the normaliser would cost the picture
   nothing; if that network's logits, taken as they are, scored as high, it would be a formality. If the largest logit of raw bytes
   settled at some value, the likelihood would have a bound after all, and if that of continuous ones went beyond 512 and gained by it,
   these would not have one either; both can be tried with more steps. A training of {steps} steps is short: what the bound on the
   logits costs grows as long as the race goes on.

   To look for longer: `swift run experiments run continuous-bernoulli --set steps=3000`.
  */
}
