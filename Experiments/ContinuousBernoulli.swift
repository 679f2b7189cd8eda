import Autodiff
import Datasets
import Distributions
import Figures
import Foundation
import Inference
import NeuralNetworks
import Notebooks
import Statistics
import Tensors

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
 what it does integrate to gives a distribution (Loaiza-Ganem and Cunningham 2019), the *continuous Bernoulli*,

 $$p(x \mid \lambda) = C(\lambda)\, \lambda^x (1 - \lambda)^{1 - x}, \qquad
 C(\lambda) = \frac{2 \tanh^{-1}(1 - 2\lambda)}{1 - 2\lambda}, \quad C(1/2) = 2.$$

 What changes when the normaliser is taken along, and what has to be minded?

 ## One distribution, two formulas

 By the logit $\eta = \log \lambda/(1 - \lambda)$ the density is $e^{\eta x - A(\eta)}$, and $A$ has a form that neither
 overflows nor divides by a difference that vanishes, with a series for small $|\eta|$:

 $$A(\eta) = \log \frac{e^\eta - 1}{\eta} = \max(\eta, 0) + \log \frac{1 - e^{-|\eta|}}{|\eta|}, \qquad
 \mathbb{E}\,x = A'(\eta) = \frac{1}{1 - e^{-\eta}} - \frac{1}{\eta}.$$

 The source, the notebook that this report follows (C. Ollion's “Going further with VAEs”), computes from λ: with ε = 10⁻⁶
 inside every logarithm, against $\log 0$, and with λ = 0.49 in the place of every λ from 0.49 to 0.51, against $0/0$. Both
 versions in double precision:
*/
let continuousBernoulli = Experiment(
  "continuous-bernoulli", title: "Continuous Bernoulli",
  summary: "A density for grey pixels: its normaliser, its pitfalls, and what it changes in a VAE.",
  settings: [
    Setting("faithful", false, "take the network trained by the source's formulas for the main one"),
    Setting("steps", 600, smoke: 6, paper: 9_375, "optimiser steps of each of five trainings", limits: .atLeast(1)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)),
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting("final-learning-rate", 0.0, "and at the last, along half a cosine", limits: .atLeast(0)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(1, 512)),
    Setting("draws", 10_000, smoke: 1_000, "draws of each distribution", limits: .between(100, 1_000_000)),
    Setting(
      "test-images", 2_000, smoke: 100, paper: 10_000, "test images that each network is scored on",
      limits: .between(10, 10_000)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  func exactLogNormalizer(_ eta: Double) -> Double {
    let a = abs(eta)
    return max(eta, 0) + (a < 1e-5 ? -a / 2 : log(-expm1(-a) / a))
  }
  func exactMean(_ eta: Double) -> Double {
    abs(eta) < 1e-2 ? 0.5 + eta / 12 - pow(eta, 3) / 720 : -1 / expm1(-eta) - 1 / eta
  }
  func logit(_ lambda: Double) -> Double { log(lambda / (1 - lambda)) }

  let epsilon = 1e-6
  func cut(_ lambda: Double) -> Double { (0.49...0.51).contains(lambda) ? 0.49 : lambda }
  func sourceLogC(_ lambda: Double) -> Double {
    let distance = abs(1 - 2 * cut(lambda))
    return log(abs(2 * atanh(distance - epsilon))) - log(distance + epsilon)
  }
  func sourceMean(_ lambda: Double) -> Double {
    cut(lambda) / (2 * cut(lambda) - 1) + 1 / (2 * atanh(1 - 2 * cut(lambda)))
  }
  func sourceLogDensity(_ x: Double, _ eta: Double) -> Double {
    let lambda = 1 / (1 + exp(-eta))
    return x * log(lambda + epsilon) + (1 - x) * log(1 - lambda + epsilon) + sourceLogC(lambda)
  }
  /// log C(λ) from A(η): log p = x log λ + (1 − x) log(1 − λ) + log C.
  func exactLogC(_ lambda: Double) -> Double { -exactLogNormalizer(logit(lambda)) - log(1 - lambda) }

  let lambdas = (1..<1_000).map { Double($0) / 1_000 }
  let near = (0...800).map { 0.48 + 0.04 * Double($0) / 800 + 1e-9 }
  func means(_ lambdas: [Double]) -> [Mark] {
    [
      .line(lambdas, lambdas.map(sourceMean), name: "source"),
      .line(lambdas, lambdas.map { exactMean(logit($0)) }, name: "exact"),
    ]
  }
  try notebook.show(
    Panels(
      [
        Figure(
          [
            .line(lambdas, lambdas.map(sourceLogC), name: "source"),
            .line(lambdas, lambdas.map(exactLogC), name: "exact"),
          ], x: "λ", y: Axis("log C(λ)", unit: "nats"), title: "Log-normaliser"),
        Figure(
          means(lambdas) + [.diagonal(name: "λ itself")], x: Axis("λ", limits: 0...1), y: Axis("mean", limits: 0...1),
          title: "Mean"),
        Figure(means(near), x: "λ", y: "mean", title: "Mean around ½"),
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
  func slope(_ eta: Double, _ f: (Double) -> Double) -> Double { (f(eta + 1e-4) - f(eta - 1e-4)) / 2e-4 }
  func exactLogDensity(_ x: Double, _ eta: Double) -> Double { eta * x - exactLogNormalizer(eta) }
  func error(_ x: Double, _ eta: Double) -> Double { abs(sourceLogDensity(x, eta) - exactLogDensity(x, eta)) }
  /// What a logarithmic axis can show.
  func floored(_ error: Double) -> Double { max(error, 1e-8) }
  try notebook.show(
    Panels([
      Figure(
        [
          .line(near, near.map { floored(abs(sourceMean($0) - exactMean(logit($0)))) }, name: "mean"),
          .line(near, near.map { floored(abs(sourceLogC($0) - exactLogC($0))) }, name: "log C (nats)"),
        ], x: "λ", y: Axis("error of the source", scale: .log), title: "Around ½"),
      Figure(
        [
          .line(etas, etas.map { floored(error(0, $0)) }, name: "x = 0"),
          .line(etas, etas.map { floored(error(1, $0)) }, name: "x = 1"),
        ], x: "logit η", y: Axis("error of log p(x)", unit: "nats", scale: .log), title: "Saturated"),
      Figure(
        [
          .line(etas, etas.map { eta in slope(eta) { exactLogDensity(1, $0) } }, name: "exact"),
          .line(etas, etas.map { eta in slope(eta) { sourceLogDensity(1, $0) } }, name: "source"),
        ], x: "logit η", y: "∂ log p(1)/∂η", title: "Gradient at a white pixel"),
    ]),
    id: "errors",
    caption:
      "The source's version minus the exact one, on logarithmic scales (nothing below 10⁻⁸ is shown): the mean and "
      + "the normaliser around ½, and the log-density of a black and of a white pixel. Right: the gradient by the logit at a "
      + "white pixel that the network takes for black vanishes where it is needed most.")
  //: hide
  let jump = sourceMean(0.51 + 1e-12) - sourceMean(0.51)
  let exactMove = exactMean(logit(0.51 + 1e-12)) - exactMean(logit(0.51))
  let inWindow = near.filter { $0 > 0.49 && $0 < 0.51 }
  try notebook.measure("mean-jump", jump, format: .significant(2))
  try notebook.measure(
    "window-error", inWindow.map { abs(sourceLogC($0) - exactLogC($0)) }.max()!, unit: "nats", format: .significant(2))
  try notebook.measure(
    "lost-gradient", inWindow.map { abs(slope(logit($0)) { exactLogNormalizer($0) - log1p(exp($0)) }) }.max()!,
    format: .significant(2))
  let worst = etas.map { max(error(0, $0), error(1, $0)) }.max()!
  try notebook.measure("worst-error", worst, unit: "nats a pixel", format: .fixed(1))
  try notebook.measure("right-error", error(0, -16), unit: "nats", format: .significant(2))
  try notebook.measure(
    "bound-error", error(1, -Double(Likelihood.logitBound)), unit: "nats", format: .significant(2))
  try notebook.measure("exact-gradient", slope(-16) { exactLogDensity(1, $0) }, format: .fixed(2))
  try notebook.measure("source-gradient", slope(-16) { sourceLogDensity(1, $0) }, format: .fixed(2))

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
    jump > 0.006 && abs(exactMove) < 1e-9)
  notebook.claim(
    "Within the window the gradient of the source's normaliser is zero, and the exact one's is not.",
    inWindow.dropFirst().dropLast().allSatisfy { slope(logit($0)) { sourceLogC(1 / (1 + exp(-$0))) } == 0 }
      && inWindow.contains { abs(slope(logit($0)) { exactLogC(1 / (1 + exp(-$0))) }) > 1e-3 })
  let library = ContinuousBernoulli(logits: Variable(Tensor(etas.map(Float.init))))
  notebook.claim(
    "The library's normaliser and mean, in single precision, agree with the exact ones to 10⁻⁶ of their size.",
    zip(etas, zip(library.logNormalizer.value.elements, library.mean.value.elements)).allSatisfy { eta, values in
      abs(Double(values.0) - exactLogNormalizer(eta)) <= 1e-6 * max(1, abs(exactLogNormalizer(eta)))
        && abs(Double(values.1) - exactMean(eta)) <= 1e-6
    })

  /*:
   ## The density, and draws from it

   At λ = ½ the distribution is uniform; otherwise it is a truncated exponential that leans to one side. Its distribution
   function can be inverted, so that a draw is the quantile of a uniform number $u$, and depends on η by a differentiable
   path:

   $$x = F^{-1}(u) = \frac{1}{\eta} \log\big(1 + u\,(e^\eta - 1)\big).$$
  */
  let places = (0...200).map { Double($0) / 200 }
  let shownLambdas = [0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99]
  let drawCount: Int = try notebook["draws"]
  var uniforms = notebook.random["draws"]
  let draws = shownLambdas.map { lambda in
    let logits = Tensor(repeating: Float(logit(lambda)), shape: [drawCount])
    return ContinuousBernoulli(logits: Variable(logits)).sample(using: &uniforms).elements.map(Double.init).sorted()
  }
  func quantile(_ u: Double, _ eta: Double) -> Double { abs(eta) < 1e-9 ? u : log1p(u * expm1(eta)) / eta }
  func distribution(_ x: Double, _ eta: Double) -> Double { abs(eta) < 1e-9 ? x : expm1(eta * x) / expm1(eta) }
  let names = shownLambdas.map { "λ = \(NumberFormat.shortest($0))" }
  let twentieths = (1...19).map { Double($0) / 20 }
  try notebook.show(
    Panels(
      [
        Figure(
          zip(shownLambdas, names).map { lambda, name in
            .line(places, places.map { exp(exactLogDensity($0, logit(lambda))) }, name: name)
          }, x: "x", y: "p(x)", title: "Density"),
        Figure(
          shownLambdas.map { lambda in .line(places, places.map { quantile($0, logit(lambda)) }) }
            + [
              .points(
                draws.flatMap { _ in twentieths },
                draws.flatMap { sorted in twentieths.map { Summary(of: sorted).quantile($0) } },
                name: "quantiles of draws", size: 2)
            ], x: "u", y: "x", title: "Quantile function"),
      ], sharing: .legend),
    id: "density",
    caption: "The density at seven λ, its quantile function, and the quantiles of {draws} draws at each λ.")
  //: hide
  let distances = zip(shownLambdas, draws).map { lambda, sorted in
    sorted.enumerated().map { index, x in
      let below = distribution(x, logit(lambda))
      return max(abs(below - Double(index) / Double(drawCount)), abs(below - Double(index + 1) / Double(drawCount)))
    }.max()! * Double(drawCount).squareRoot()
  }
  // Kolmogorov's distribution: a distance of 2.5/√n has a probability of 7 in a million.
  notebook.claim(
    "The draws have the distribution that the density says: none of \(shownLambdas.count) Kolmogorov–Smirnov distances "
      + "exceeds 2.5/√n.", distances.allSatisfy { $0 < 2.5 })

  /*:
   ## In a network

   Now the network of [conv-vae](../conv-vae/README.md) is trained five times, from the same weights, on the same images in
   the same order and with the same noise, at a learning rate that falls along half a cosine. What differs is what its
   outputs are taken for, and whether the bytes are made continuous, $x = (b + u)/256$ with $u$ uniform on $[0, 1)$, or only
   scaled, $x = b/255$. The source's likelihood is a distribution like any other here, and so the model need not know about
   it:
  */
  struct SourceContinuousBernoulli: Distribution {
    let logits: Variable
    private let epsilon: Float = 1e-6

    var batchShape: Shape { logits.shape }
    var eventShape: Shape { [] }
    var support: Support { .unitInterval }

    /// λ; in the window around ½ the constant 0.49, through which no gradient passes.
    private var cut: Variable {
      let lambda = sigmoid(logits)
      let window = Tensor(lambda.value.elements.map { (0.49...0.51).contains($0) ? 1 : 0 }, shape: lambda.shape)
      return lambda * Variable(window.scaled(by: -1, offset: 1)) + Variable(window * 0.49)
    }
    private func doubleArtanh(_ x: Variable) -> Variable { log1p(x) - log1p(-x) }

    func logDensity(_ x: Variable) -> Variable {
      let lambda = sigmoid(logits)
      let distance = abs(1 - cut * 2)
      let logC = log(abs(doubleArtanh(distance - epsilon))) - log(distance + epsilon)
      return x * log(lambda + epsilon) + (1 - x) * log(1 - lambda + epsilon) + logC
    }
    var mean: Variable { cut / (cut * 2 - 1) + 1 / doubleArtanh(1 - cut * 2) }

    // The source has neither of these; they are the exact distribution's.
    var variance: Variable { ContinuousBernoulli(logits: logits).variance }
    func sample(using random: inout Random) -> Tensor { ContinuousBernoulli(logits: logits).sample(using: &random) }
    func expanded(to batchShape: Shape) -> Self { Self(logits: logits.broadcast(to: batchShape)) }
  }

  let data = try notebook.fashionMNIST()
  let test = try data.test.prefix(notebook["test-images"])
  let latentSize: Int = try notebook["latent-size"]
  let batchSize: Int = try notebook["batch-size"]
  let steps: Int = try notebook["steps"]
  let learningRate = try LearningRate.cosine(
    initial: notebook["learning-rate"], final: notebook["final-learning-rate"], over: steps)

  struct Trained {
    var name: String
    var vae: VariationalAutoencoder
    var bounds: [Double] = [], largestLogits: [Double] = []
  }

  func train(_ name: String, _ likelihood: Likelihood, dequantizing: Bool) throws -> Trained {
    var trained = Trained(
      name: name,
      vae: try .convolutional(
        latentSize: latentSize, likelihood: likelihood, using: notebook.random["initial weights"]))
    let vae = trained.vae
    var largestLogit: Float = 0
    // A model is a function: another one around it can look at what it did.
    func model(_ trace: Trace, _ images: Tensor) throws {
      try vae.model(trace, images)
      let pixels = (trace["x"]?.distribution as? Independent<ContinuousBernoulli>)?.base
      largestLogit = pixels?.logits.value.elements.map(Swift.abs).max() ?? 0
    }
    var svi = SVI(
      ModelAndGuide(model: model, guide: vae.guide, parameters: vae.parameters), objective: EvidenceLowerBound(),
      optimizer: Adam(learningRate))
    let batches = Minibatches(
      of: batchSize, from: data.train, using: notebook.random["order of the images"])
    let curves = try notebook.train(&svi, steps: steps, as: "training: \(name)") { svi, step in
      let random = notebook.random["training noise"][step.index]
      let images = batches[step.index]
      return try svi.step(dequantizing ? images.dequantized(using: random) : images.scaled, using: random)
        .adding("largest logit", largestLogit)
    }
    (trained.bounds, trained.largestLogits) = (curves.losses.map { -$0 }, curves["largest logit"])
    return trained
  }

  let source = Likelihood { logits, _ in SourceContinuousBernoulli(logits: logits) }
  let exact = try train("continuous Bernoulli", .continuousBernoulli(), dequantizing: true)
  let coin = try train("Bernoulli", .greyBernoulli, dequantizing: true)
  let free = try train("unbounded logits", .continuousBernoulli(logitBound: nil), dequantizing: true)
  let raw = try train("unbounded logits, raw bytes", .continuousBernoulli(logitBound: nil), dequantizing: false)
  let faithful = try train("the source's formulas, raw bytes", source, dequantizing: false)
  let main = try notebook["faithful"] ? faithful : exact
  try notebook.show(["the main network below": .text(main.name)], id: "main-network")

  /*:
   ### λ and the mean

   One code after another from the prior, decoded before and after the training of the main network; its λ, and the mean by
   the exact formula and by the source's. Before the training the logits are so small that {window-before} of the pixels lie in
   the source's window, where the mean is one constant; the grey levels are stretched to show it. Afterwards {window-after} do.
  */
  let prior: Tensor = {
    var random = notebook.random["prior draws"]
    return random.normal([8, latentSize])
  }()
  let untrained = try VariationalAutoencoder.convolutional(
    latentSize: latentSize, using: notebook.random["initial weights"])
  func decodedLambdas(_ vae: VariationalAutoencoder) -> [Double] {
    sigmoid(vae.decoder(Variable(prior), .evaluation)).value.elements.map(Double.init)
  }
  func share(inWindow lambdas: [Double]) -> Double {
    100 * Double(lambdas.count { (0.49...0.51).contains($0) }) / Double(lambdas.count)
  }
  func pictures(_ lambdas: [Double], stretched: Bool) -> [GrayImage] {
    let bounded = lambdas.map { min(max($0, 1e-7), 1 - 1e-7) }
    let rows = [bounded, bounded.map { exactMean(logit($0)) }, bounded.map(sourceMean)]
    return rows.flatMap { row in
      let low = row.min()!, span = max(row.max()! - low, 1e-12)
      return GrayImage.images(
        width: 28, height: 28, values: row.map { Float(stretched ? ($0 - low) / span : $0) })
    }
  }
  let before = decodedLambdas(untrained), after = decodedLambdas(main.vae)
  try notebook.measure("window-before", share(inWindow: before), unit: "%", format: .fixed(0))
  try notebook.measure("window-after", share(inWindow: after), unit: "%", format: .fixed(1))
  let rowLabels = ["λ", "mean", "source's mean"]
  try notebook.show(
    ImageGrid(pictures(before, stretched: true), columns: 8, rowLabels: rowLabels), id: "before",
    caption:
      "Eight codes from the prior before the training, each row stretched from its darkest to its lightest pixel. "
      + "Where the source's mean is flat, the window has swallowed the picture.")
  try notebook.show(
    ImageGrid(pictures(after, stretched: false), columns: 8, rowLabels: rowLabels), id: "after",
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
  /// The logit within the bound at which the mean is nearest to the given one.
  func logit(ofMean mean: Float) -> Float {
    var (low, high) = (-Double(Likelihood.logitBound), Double(Likelihood.logitBound))
    for _ in 0..<26 {
      let middle = (low + high) / 2
      if exactMean(middle) < Double(mean) { low = middle } else { high = middle }
    }
    return Float((low + high) / 2)
  }
  let meanMatched = Likelihood { logits, _ in
    let means = logits.value.mapped(.sigmoid)
    return ContinuousBernoulli(logits: Variable(Tensor(means.elements.map(logit(ofMean:)), shape: means.shape)))
  }

  struct Score {
    var bounds: [Double], distortion, rate, squaredError: Summary
  }
  let testNoise = notebook.random["test noise"]
  func score(_ trained: Trained, as likelihood: Likelihood, dequantizing: Bool = true) throws -> Score {
    var reading = trained.vae
    reading.likelihood = likelihood
    let batches = test.batches(of: 200) { dequantizing ? $0.dequantized(using: testNoise[$1]) : $0.scaled }
    let evaluation = try Evaluation(
      of: reading, on: batches, using: testNoise["codes"], as: "evaluation: \(trained.name)", observer: notebook)
    let errors = batches.flatMap { images -> [Double] in
      let mean = reading.distribution(of: reading.posterior(of: images).mean).mean
      return square(mean - Variable(images)).mean(along: [1, 2, 3]).value.elements.map(Double.init)
    }
    return Score(
      bounds: evaluation.bounds, distortion: Summary(of: evaluation.distortions), rate: Summary(of: evaluation.rates),
      squaredError: Summary(of: errors.map { 1e3 * $0 }))
  }
  let exactScore = try score(exact, as: .continuousBernoulli())
  let asItIs = try score(coin, as: .continuousBernoulli()), matched = try score(coin, as: meanMatched)
  let freeScore = try score(free, as: .continuousBernoulli(logitBound: nil)),
    rawScore = try score(raw, as: .continuousBernoulli(logitBound: nil))
  let faithfulScore = try score(faithful, as: .continuousBernoulli(logitBound: nil))
  let readings: [(name: String, score: Score)] = [
    (exact.name, exactScore), ("\(coin.name), logits as they are", asItIs), ("\(coin.name), means matched", matched),
    (free.name, freeScore), (raw.name, rawScore), (faithful.name, faithfulScore),
  ]
  try notebook.show(
    Table(
      columns: ["trained as", "squared error · 10³", "distortion", "rate", "ELBO"],
      rows: readings.map { name, score in
        [
          .text(name), .number(score.squaredError, .fixed(2)), .number(score.distortion, .fixed(1)),
          .number(score.rate, .fixed(1)),
          .number(Summary(of: score.bounds), .fixed(1)),
        ]
      }),
    id: "scores",
    caption:
      "Squared error a pixel, and nats an image by the exact density, on {test-images} test images: mean ± standard "
      + "error.")
  //: hide
  let gain = Summary(of: zip(exactScore.bounds, matched.bounds).map { $0 - $1 })
  let gainAsIs = Summary(of: zip(exactScore.bounds, asItIs.bounds).map { $0 - $1 })
  try notebook.measure("bernoulli-cost", gain.mean, unit: "nats", tolerance: .relative(0.02), format: .fixed(1))
  try notebook.measure(
    "bernoulli-cost-error", gain.standardError, unit: "nats", tolerance: .relative(0.1), format: .fixed(1))
  try notebook.measure("as-is-cost", gainAsIs.mean, unit: "nats", tolerance: .relative(0.02), format: .fixed(0))
  try notebook.measure("exact-square", exactScore.squaredError.mean, format: .fixed(2))
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
  try notebook.show(
    Panels(
      [
        Figure(
          rivals.map { .smoothedLine($0.bounds, name: $0.name) }, x: "step", y: Axis("ELBO", unit: "nats"),
          title: "Training bound"),
        Figure(
          rivals.map { .line($0.largestLogits.map { max($0, 1e-3) }, name: $0.name) }, x: "step",
          y: Axis("largest |η| in the batch", scale: .log), title: "Logits"),
      ], sharing: .legend),
    id: "unbounded",
    caption:
      "What training reports, and the largest logit of each batch: bounded logits of pixels made continuous, unbounded "
      + "ones, and unbounded ones of raw bytes.")
  //: hide
  /// The mean over one tenth of the steps.
  func tenth(_ values: [Double], _ index: Int) -> Double {
    Summary(of: Array(values[values.count * (index - 1) / 10..<max(values.count * index / 10, 1)])).mean
  }
  let last = (rivals.map { tenth($0.bounds, 10) }, rivals.map { tenth($0.largestLogits, 10) })
  for (index, name) in ["bounded", "free", "unbounded"].enumerated() {
    try notebook.measure(
      "\(name)-bound", last.0[index], unit: "nats", tolerance: .relative(0.01), format: .fixed(0))
    try notebook.measure("\(name)-logit", last.1[index], tolerance: .relative(0.05), format: .significant(3))
  }
  for (name, score) in [("exact", exactScore), ("free", freeScore), ("raw", rawScore)] {
    try notebook.measure(
      "\(name)-test", Summary(of: score.bounds).mean, unit: "nats", tolerance: .relative(0.01), format: .fixed(0))
  }
  for (name, score) in [("free", freeScore), ("raw", rawScore), ("source", faithfulScore)] {
    try notebook.measure(
      "\(name)-square", score.squaredError.mean, tolerance: .relative(0.01), format: .fixed(2))
  }
  try notebook.measure(
    "pixel-cap", -exactLogNormalizer(-Double(Likelihood.logitBound)), unit: "nats", format: .fixed(2))

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
  try notebook.measure("logit-bound", Likelihood.logitBound, format: .fixed(2))
  if steps >= 100 {
    notebook.claim(
      "Raw bytes and unbounded logits: in the last tenth of the steps the largest logit is beyond the bound, and larger than "
        + "in the fifth tenth.",
      last.1[2] > max(Double(Likelihood.logitBound), tenth(raw.largestLogits, 5)))
    notebook.claim("The training bound it reports is higher than with both remedies.", last.0[2] > last.0[0])
  }

  /*:
   ### What the source's formulas cost

   The source trains on raw bytes, and there its ε is a remedy too: the density of a pixel ends at
   $C(\lambda) = \log(2/\varepsilon) \approx 14.5$. But what it reports is not the log-density, and the gradients it trains by
   are not those of one. The network trained by its formulas, scored on the raw test images by those formulas and by the exact
   density, beside the network trained on raw bytes by the exact density:
  */
  let reported = try score(faithful, as: source, dequantizing: false)
  let actual = try score(faithful, as: .continuousBernoulli(logitBound: nil), dequantizing: false)
  let rawActual = try score(raw, as: .continuousBernoulli(logitBound: nil), dequantizing: false)
  let misreport = Summary(of: zip(reported.bounds, actual.bounds).map { $0 - $1 })
  try notebook.show(
    Table(
      columns: ["trained by", "scored by", "squared error · 10³", "ELBO"],
      rows: [
        ("the source's formulas", "the source's formulas", reported),
        ("the source's formulas", "the exact density", actual),
        ("the exact density", "the exact density", rawActual),
      ].map { trained, scored, score in
        [
          .text(trained), .text(scored), .number(score.squaredError, .fixed(2)),
          .number(Summary(of: score.bounds), .fixed(1)),
        ]
      }),
    id: "source-cost",
    caption:
      "On {test-images} raw test images, byte/255: squared error a pixel, and nats an image, mean ± standard error.")
  //: hide
  try notebook.measure("misreport", misreport.mean, unit: "nats", tolerance: .relative(0.05), format: .fixed(0))
  try notebook.measure(
    "source-cost-mean", Summary(of: zip(rawActual.bounds, actual.bounds).map { $0 - $1 }).mean, unit: "nats",
    tolerance: .relative(0.05), format: .fixed(0))
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
