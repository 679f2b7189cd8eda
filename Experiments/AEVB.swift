import Laboratory

/*:
 # Autoencoding variational Bayes, as a probabilistic program

 A model with one latent variable for each image, whose guide is handed over from a convolutional encoder: after {steps} steps
 of RMSProp a test image costs {test-cost}, of which the code costs {test-rate}. The decoder that the source gives it begins
 with two rectified units. Where both are silent, which is {both-silent} of the prior and {both-silent-codes} of the codes of
 test images, every code decodes to one and the same picture. What the test bound gains from {wide} units in their place, after
 {comparison-steps} steps, is {gain}, by {pairs} pairs of trainings ± standard error.

 {plane}

 ## The question

 PyMC fits probabilistic programs by automatic differentiation variational inference: every latent variable gets a normal
 distribution with parameters of its own. A variable that belongs to *one* datum would need new parameters for every new
 datum. Autoencoding variational Bayes [@kingma2014] computes them from the datum instead: a network, the encoder,
 gives the mean and the spread of each image's code. The source of this report, “Convolutional variational
 autoencoder with PyMC and Keras” [@yoshioka2016; on MNIST], shows that all this takes is to hand these over for the local variable.
 What remains an ordinary model is

 $$z \sim \mathcal{N}(0, I_2), \qquad x \mid z \sim \mathcal{N}\big(f(z),\, 0.1^2 I\big), \qquad
 q(z \mid x) = \mathcal{N}\big(\mu(x),\, \mathrm{softplus}(\rho(x))^2\big).$$

 Does it work as it stands, what does its printed loss mean, and what does its decoder do to the plane of codes?
*/
let aevb = Experiment(
  "aevb", title: "Convolutional AEVB",
  summary:
    "A probabilistic program whose local variable gets its guide from an encoder, and a bottleneck of two units.",
  settings: [
    Setting("data", "fashion-mnist", "the images", limits: .oneOf(["fashion-mnist", "mnist"])),
    Setting(
      "steps", 1_500, smoke: 6, paper: 15_000, "optimiser steps of the main training", limits: .between(2, 1_000_000)),
    Setting("batch-size", 100, smoke: 20, "images in a step", limits: .between(2, 1_000)),
    .shards,
    Setting("maximum-gradient-norm", 30_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("test-images", 10_000, smoke: 60, "test images", limits: .between(20, 10_000)),
    Setting("wide", 128, "units in the place of the two", limits: .between(3, 1_000)),
    Setting("pairs", 5, smoke: 2, "pairs of trainings that compare the two", limits: .between(2, 20)),
    Setting(
      "comparison-steps", 400, smoke: 3, paper: 1_500, "optimiser steps of each of these trainings",
      limits: .between(1, 1_000_000)),
    Setting("raster", 161, smoke: 31, "cells along each side of the map of silent units", limits: .between(10, 500)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  //: ## Data
  let dataName: String = try notebook["data"], testCount: Int = try notebook["test-images"]
  let data =
    try dataName == "mnist"
    ? notebook.mnist(training: 1_000, test: testCount) : notebook.fashionMNIST(training: 1_000, test: testCount)
  let test = data.test.prefix(testCount)
  try notebook.show(["source": .text(data.source), "test images used here": .number(test.count)], id: "images")

  /*:
   ## Encoder and decoder

   The source's, layer by layer ([ConvolutionalAEVB.swift](../../Experiments/Models/ConvolutionalAEVB.swift)); the weights
   begin as in Keras [@glorot2010].
  */
  let networks = try ConvolutionalAEVB(using: notebook.random["initial weights"])
  try notebook.showLayers(of: [networks.encoder, networks.decoder])
  notebook.claim(
    "Every layer has the shape and the number of parameters that the source prints.",
    ConvolutionalAEVB.layersAsPrinted(networks.encoder.summary) == ConvolutionalAEVB.printedEncoder
      && ConvolutionalAEVB.layersAsPrinted(networks.decoder.summary) == ConvolutionalAEVB.printedDecoder)

  /*:
   The encoder has {encoder-parameters} parameters, nearly all of them in the dense layer that looks at the whole image, and
   the decoder {decoder-parameters}, of which {first-layer-parameters} stand before everything else.

   ## The program

   The model is a function that says where its values come from. What is in a *plate* is repeated for every image; `of:` says
   how many images there are in all, so that a minibatch counts for them (PyMC's `total_size`). The guide draws the local
   variable `zs` from what is handed over for it, the counterpart of PyMC's `local_rv`.
  */
  struct LocalGuideProgram: VariationalModel {
    let networks: ConvolutionalAEVB
    /// For each local variable, the network that gives its distribution for a datum.
    let localVariables: KeyValuePairs<String, GaussianEncoder>
    let total: Int

    init(_ networks: ConvolutionalAEVB, total: Int) {
      (self.networks, self.total) = (networks, total)
      localVariables = ["zs": GaussianEncoder(networks.encoder, spread: .softplus)]
    }

    var parameters: [Parameter] { networks.encoder.parameters + networks.decoder.parameters }

    func model(_ trace: Trace, _ images: Tensor) throws {
      try trace.plate("images", size: images.shape[0], of: total) {
        let zs = try trace.sample("zs", Normal.standard([2]).toEvent(1))
        let pixels = Normal(
          mean: networks.decoder(zs, trace.pass), logStandardDeviation: Variable(ConvolutionalAEVB.logPixelDeviation))
        try trace.observe("xs", pixels.toEvent(3), images)
      }
    }

    func guide(_ trace: Trace, _ images: Tensor) throws {
      try trace.plate("images", size: images.shape[0], of: total) {
        for (name, encoder) in localVariables {
          try trace.sample(name, encoder(Variable(images), trace.pass).toEvent(1))
        }
      }
    }

    func posterior(of images: Tensor) -> Normal { localVariables[0].value(Variable(images), .evaluation) }
    func decoded(_ codes: Tensor) -> Tensor { networks.decoder(Variable(codes), .evaluation).value }
  }
  let program = LocalGuideProgram(networks, total: data.train.count)

  /*:
   The loss of a batch is then an estimate for all {training-images} images. Without `of:` it would be that of the batch, smaller
   by their ratio; here both, on one batch with the same draws:
  */
  func wholeLoss(_ program: LocalGuideProgram, _ images: Tensor) throws -> Double {
    let terms = try EvidenceLowerBound().loss(
      of: program, on: images, pass: .evaluation, using: notebook.random["scale"]
    ).terms
    return terms.reduce(0) { $0 + Double($1.value.value.element) }
  }
  let hundred = data.train.prefix(100).scaled
  let scaledLoss = try wholeLoss(program, hundred)
  let ofBatch = try wholeLoss(LocalGuideProgram(networks, total: 100), hundred)
  try notebook.measure("training-images", data.train.count)
  try notebook.show(
    [
      "loss with the total of all images": .number(scaledLoss, .fixed(0)),
      "loss of the batch": .number(ofBatch, .fixed(0)), "their ratio": .number(scaledLoss / ofBatch, .fixed(2)),
    ], id: "total-size")
  notebook.claim(
    "The total scales the loss by the number of images over that of the batch.",
    abs(scaledLoss / ofBatch / (Double(data.train.count) / 100) - 1) < 1e-5)

  /*:
   ## Training

   RMSProp with a rate of 0.001 and PyMC's constants (decay 0.9, ε 10⁻⁶; there ε stands within the root), on losses per image.
   A picture that is met exactly is worth {best-density}, and every pixel that is black and should be white costs 50 of them: losses
   of thousands of nats, whose gradients now and then leap. The source lets them; here a gradient whose norm exceeds
   {maximum-gradient-norm} is scaled down to it.
  */
  let steps: Int = try notebook["steps"], batchSize: Int = try notebook["batch-size"]
  let maximumNorm: Double = try notebook["maximum-gradient-norm"]
  func train(_ program: LocalGuideProgram, steps: Int, as phase: String, _ random: Random) throws -> TrainingLog {
    var svi = SVI(
      program, objective: EvidenceLowerBound(), optimizer: RMSProp(1e-3, decay: 0.9, epsilon: 1e-6),
      maximumGradientNorm: Float(maximumNorm))
    let batches = Minibatches(of: batchSize, from: data.train, using: random["order of the images"])
    return try notebook.train(&svi, steps: steps, as: phase) { svi, step in
      try notebook.step(&svi, on: batches[step.index], using: random["training noise"][step.index]) { images, _ in
        images.scaled
      }
    }
  }
  let log = try train(program, steps: steps, as: "training", notebook.random)
  let norms = log["gradient norm"]
  try notebook.show(
    Panels([
      Figure(
        .smoothedLine(log.losses), x: "step", y: Axis("negative ELBO", unit: "nats an image"), title: "Loss"),
      Figure(
        [.line(norms, name: "norm"), .horizontalLine(at: maximumNorm, name: "scaled down to")], x: "step",
        y: Axis("gradient norm", scale: .log), title: "Gradient"),
    ]), id: "trace", caption: "The negative ELBO of each training batch and the norm of its gradient.")
  try notebook.measureGradientNorms("training", of: [log], clippedAbove: maximumNorm)

  /*:
   Half of the gradients have a norm above {training-norm}; {training-clipped} are scaled down. In the trainings that are compared
   further below it is {comparison-norm} and {comparison-clipped}.

   ## What the loss means

   The source prints an average loss of 31,552, which is that of its batches of 100 images. The density of a pixel has a constant,
   $-\log 0.1 - \tfrac12 \log 2\pi$, which makes {best-density} an image; what falls short of it is a squared error over
   $2 \cdot 0.1^2$, and the code's price. So the number can be read as a picture's quality:

   $$\text{squared error a pixel} = \frac{2 \cdot 0.1^2}{784}\,\big(\text{loss an image} + 1084.78 - \text{KL}\big).$$
  */
  struct Cost {
    let name: String
    let perImage, rate: Double
    var squaredError: Double { 0.02 / 784 * (perImage + ConvolutionalAEVB.logDensityAtBest - rate) }
    var cells: [Table.Cell] {
      [
        .text(name), .number(100 * perImage, .fixed(0)), .number(perImage, .fixed(1)), .number(rate, .fixed(1)),
        .number(squaredError, .fixed(4)),
      ]
    }
  }
  func evaluation(_ program: LocalGuideProgram, as phase: String) throws -> Evaluation {
    try Evaluation(
      of: program, on: test.batches(of: 200) { images, _ in images.scaled }, using: notebook.random["test noise"],
      as: phase, observer: notebook)
  }
  let scores = try evaluation(program, as: "evaluation")
  func lateMean(_ series: [Double]) -> Double { Summary(of: Array(series.suffix(max(1, steps / 10)))).mean }
  let meanPicture = data.train.scaled.mean(along: [0], keepingAxes: true), meanErrors = test.scaled - meanPicture
  let meanError = Double((meanErrors * meanErrors).mean().element)
  let costOfMean = 784 * meanError / 0.02 - ConvolutionalAEVB.logDensityAtBest
  let tested = Cost(name: "here, test images", perImage: -scores.bound.mean, rate: scores.rate.mean)
  try notebook.show(
    Table(
      columns: ["", "of 100 images", "an image", "KL", "squared error a pixel"],
      rows: [
        Cost(name: "the mean picture, for every test image", perImage: costOfMean, rate: 0),
        Cost(name: "the source, on average (MNIST), were its KL 0", perImage: 315.52, rate: 0),
        Cost(
          name: "here, last tenth of the training", perImage: lateMean(log.losses), rate: lateMean(log["rate"])),
        tested,
      ].map(\.cells)), id: "losses", caption: "Losses in nats, and what they say of a picture.")
  try notebook.measure("best-density", ConvolutionalAEVB.logDensityAtBest, unit: "nats", format: .fixed(2))
  if dataName == "fashion-mnist", steps >= 1_500 {
    notebook.claim(
      "By way of two numbers test images have less than half of the squared error that the mean picture has.",
      tested.squaredError < meanError / 2)
  }

  /*:
   A test image costs {test-cost}. Digits are thinner than clothes, and the source trained for longer than the {steps} steps here.

   ## Encode, draw, decode

   What a test image becomes: decoded from the mean of its code's distribution, and from two draws of it.
  */
  let shown = test.prefix(12), posterior = program.posterior(of: shown.scaled)
  let draws = ["first draw", "second draw"].map { posterior.sample(using: notebook.random[$0]) }
  try notebook.show(
    ImageGrid(
      (0..<shown.count).map(shown.picture)
        + ([posterior.mean.value] + draws).flatMap { RasterImage.images(program.decoded($0)) },
      columns: shown.count, rowLabels: ["original", "mean code", "a draw", "another"]),
    id: "reconstructions", caption: "Twelve test images by way of the plane of codes.")

  //: And the plane itself, ten by ten points over [−2, 2]², as the source shows it:
  let places = (0..<10).map { -2 + 4 * Float($0) / 9 }
  let gridCodes = Tensor(places.reversed().flatMap { up in places.flatMap { [$0, up] } }, shape: [100, 2])
  try notebook.show(
    ImageGrid(
      RasterImage.images(program.decoded(gridCodes)), columns: 10, rowTitle: "z₂", columnTitle: "z₁", spacing: 0),
    id: "grid", caption: "The decoded means of 100 codes from −2 to 2 along each axis.")

  /*:
   ## Two units in the way

   The decoder's first layer has two units, $h = \max(0, W z + b)$. Each is silent on one side of a line. Where both are, $h$ is 0
   whatever the code, and so is the picture; where one is, only one number is left. Over the plane:
  */
  struct Region {
    let name: String
    let silent: [Int]
    func share(_ count: Int) -> Double { 100 * Double(silent.count { $0 == count }) / Double(silent.count) }
  }
  let priorDraws = Tensor.normal([100_000, 2], using: notebook.random["prior draws"])
  let regions = [
    Region(name: "of the prior", silent: networks.silentUnits(at: priorDraws)),
    Region(name: "of the test images’ codes", silent: networks.silentUnits(at: scores.codes)),
  ]
  let raster = PlaneRaster(side: try notebook["raster"])
  let silentOnPlane = networks.silentUnits(at: raster.points)
  let limits = PlaneRaster.extent
  try notebook.show(
    Panels([
      raster.figure(
        silentOnPlane.map(Double.init), title: "Silent units", color: Axis("units that are 0", limits: 0...2), x: "z₁",
        y: "z₂"),
      Figure(
        .points(
          scores.codes.coordinate(0), scores.codes.coordinate(1), categories: test.labels, names: test.classNames),
        x: Axis("z₁", limits: limits), y: Axis("z₂", limits: limits), title: "Codes of test images", legend: .below,
        equalAspect: true),
    ]),
    id: "plane",
    caption:
      "Left: how many of the decoder's two first units are silent at each code. Right: the means of the test images' codes; "
      + "points beyond ±6 are not shown.")
  try notebook.show(
    Table(
      columns: ["%", "none silent", "one silent", "both silent"],
      rows: regions.map { region in [.text(region.name)] + (0...2).map { .number(region.share($0), .fixed(1)) } }),
    id: "silent", caption: "How much of the plane has how many silent units.")
  try notebook.measure(
    "first-layer-parameters", networks.decoder.parameters.prefix(2).map(\.value.count).reduce(0, +))
  if steps >= 1_500 {
    notebook.claim(
      "Where both units are silent lie more than four times as much of the prior as of the test images’ codes.",
      regions[0].share(2) > 4 * regions[1].share(2))
  }
  let mute = silentOnPlane.indices.filter { silentOnPlane[$0] == 2 }
  if let first = mute.first, let last = mute.last {
    let pictures = program.decoded(raster.points.gathered([first, mute[mute.count / 2], last]))
    let spread = pictures.elements.indices.prefix(784).map { pixel in
      let values = (0..<3).map { pictures.elements[784 * $0 + pixel] }
      return values.max()! - values.min()!
    }.max()!
    notebook.claim("Where both units are silent, far apart codes decode to one picture, to the last bit.", spread == 0)
  }

  /*:
   That much is no accident of this training. Weights whose distribution has no preferred sign, and biases of 0, put each silent
   half-plane anywhere with equal chance, so that two of them share a quarter of the plane on average. Over {beginnings} new first
   layers it is {quarter} ± {quarter-error:value}.
  */
  let someDraws = priorDraws.slice(0..<2_000, along: 0)
  let atFirst = try (0..<400).map { index in
    let layers: [any Layer] = [Dense(2, initializer: .glorotUniform), Activation.relu]
    let first = try Network("first layer", input: [2], using: notebook.random["beginnings"][index], layers)
    return Region(name: "new", silent: ConvolutionalAEVB.silentUnits(of: first, at: someDraws)).share(2)
  }
  let quarter = Summary(of: atFirst)
  notebook.claim(
    "Over new first layers both units are silent on a quarter of the prior, within four standard errors.",
    abs(quarter.mean - 25) < 4 * quarter.standardError)
  //: hide
  try notebook.measure("beginnings", quarter.count)
  try notebook.measure("quarter", quarter.mean, unit: "%", format: .fixed(1))
  try notebook.measure("quarter-error", quarter.standardError, unit: "%", format: .fixed(1))

  /*:
   Of the prior {both-silent} have no unit left, of the test images' codes {both-silent-codes}: the encoder learns to keep out of the
   dead corner, and what is drawn from the prior falls into it. In the {pairs} trainings with two units that follow it is
   {prior-silent} and {codes-silent}.

   ## What the bottleneck costs

   The same with {wide} units: {pairs} pairs of trainings of {comparison-steps} steps, each pair with its own weights, batches and
   noise. The encoders of a pair begin alike; of the decoders only the first two layers differ.
  */
  struct Trained {
    let log: TrainingLog
    let evaluation: Evaluation
    /// Where both of two first units are silent, in percent.
    let ofPrior, ofCodes: Double
  }
  let wide: Int = try notebook["wide"], pairCount: Int = try notebook["pairs"]
  let comparisonSteps: Int = try notebook["comparison-steps"]
  func trained(units: Int, pair: Int) throws -> Trained {
    let random = notebook.random["pair"][pair], phase = "\(units) units, \(pair) of \(pairCount)"
    let pairNetworks = try ConvolutionalAEVB(bottleneck: units, using: random["initial weights"])
    let pairProgram = LocalGuideProgram(pairNetworks, total: data.train.count)
    let pairLog = try train(pairProgram, steps: comparisonSteps, as: "training with \(phase)", random)
    let tests = try evaluation(pairProgram, as: "evaluation with \(phase)")
    func share(_ codes: Tensor) -> Double { Region(name: phase, silent: pairNetworks.silentUnits(at: codes)).share(2) }
    return Trained(log: pairLog, evaluation: tests, ofPrior: share(priorDraws), ofCodes: share(tests.codes))
  }
  let pairs = try (1...pairCount).map {
    (narrow: try trained(units: 2, pair: $0), wide: try trained(units: wide, pair: $0))
  }
  let narrow = pairs.map(\.narrow), bounds = narrow.map(\.evaluation.bound.mean)
  let gain = PairedDifference(of: pairs.map(\.wide.evaluation.bound.mean), less: bounds)
  let names = ["2 units", "\(wide) units"]
  try notebook.show(
    gain.table(of: names[1], less: names[0], .fixed(0)), id: "bottleneck",
    caption: "Test ELBO after {comparison-steps} steps, nats an image.")
  try notebook.show(
    Figure(
      lossesOf: [(names[0], narrow.map(\.log)), (names[1], pairs.map(\.wide.log))], every: max(1, comparisonSteps / 20)),
    id: "comparison",
    caption: "Training losses, means over {pairs} trainings and a twentieth of the steps, ± a standard error.")
  //: hide
  try notebook.measure("gain", gain, unit: "nats", format: .fixed(0))
  try notebook.measureGradientNorms(
    "comparison", of: pairs.flatMap { [$0.narrow.log, $0.wide.log] }, clippedAbove: maximumNorm)
  func measure(_ name: String, _ value: Double, _ trainings: [Double], unit: String, _ digits: Int) throws {
    try notebook.measure(name, value, unit: unit, tolerance: .noise(of: trainings), format: .fixed(digits))
  }
  try measure("test-cost", -scores.bound.mean, bounds.map { -$0 }, unit: "nats", 0)
  try measure("test-rate", scores.rate.mean, narrow.map(\.evaluation.rate.mean), unit: "nats", 1)
  let bothSilent = regions.map { $0.share(2) }
  try measure("both-silent", bothSilent[0], narrow.map(\.ofPrior) + [bothSilent[0]], unit: "%", 1)
  try measure("both-silent-codes", bothSilent[1], narrow.map(\.ofCodes) + [bothSilent[1]], unit: "%", 1)
  try notebook.measure("prior-silent", meanOf: narrow.map(\.ofPrior), unit: "%", format: .fixed(0))
  try notebook.measure("codes-silent", meanOf: narrow.map(\.ofCodes), unit: "%", format: .fixed(1))

  /*:
   These trainings are also what the long one is judged by: another machine, which rounds otherwise, may find its numbers as far
   from the ones above as one of these is from another.

   ## Conclusion

   An encoder that is handed over as the guide of a local variable makes a probabilistic program an autoencoder: after {steps} steps a
   test image costs {test-cost}, which its constant turns into a squared error. The two units in the way leave {prior-silent} of the
   prior and {codes-silent} of the codes of test images to a single picture. What {wide} units in their place gain is {gain} after
   {comparison-steps} steps.

   ## What would prove this wrong

   If codes in the dead corner decoded to different pictures, the two units would not be the only way into the decoder. If the pairs
   with {wide} units were no better after ten times as many steps, the bottleneck would only slow the training down:
   `swift run experiments run aevb --set comparison-steps=4000` tries it. And if the loss decoded into a squared error that the
   pictures do not have, the constant would be wrong.

   The source's own length is the paper tier; its images, where the full MNIST is at hand:
   `swift run experiments run aevb --set data=mnist`.
  */
}
