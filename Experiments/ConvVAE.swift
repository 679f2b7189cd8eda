import Laboratory

/*:
 # Convolutional VAE

 After {main-steps} steps a convolutional variational autoencoder of {all-parameters} parameters describes a test image by
 {latent-size} numbers, which cost {test-rate}, at an evidence lower bound of {test-elbo}. Two slips that no error message
 would report are measured beside it: without running statistics the mean score of the same {scored-images} images moves by
 {alone-shift} when each is scored alone, and with an optimiser that never counts its steps the training loss stands
 {uncounted-gap:value} ± {uncounted-gap-error} higher after {gap-step} steps.

 {slips}

 ## The question

 A variational autoencoder [@kingma2014] has a decoder $p_\theta(x \mid z)$ that draws an image $x$ from a code
 $z \sim \mathcal{N}(0, I)$, and an encoder $q_\phi(z \mid x)$ that guesses the code of an image. Both are trained by the
 evidence lower bound,

 $$\log p_\theta(x) \;\ge\; \mathbb{E}_{q_\phi(z \mid x)} \log p_\theta(x \mid z) - \mathrm{KL}\big(q_\phi(z \mid x) \,\|\, p(z)\big),$$

 minus a *distortion*, how badly the code explains the image, minus a *rate*, what the code costs. In an image neighbouring
 pixels belong together, and what is a sleeve at one place is a sleeve at another; convolutions know that from the start.
 What does such a network look like, piece by piece, what does it learn in a few minutes, and which of its pieces can be
 wrong without anybody noticing?

 ## Data

 Photographs of clothes, 28 × 28 grey pixels each.*/
let convVAE = Experiment(
  "conv-vae", title: "Convolutional VAE",
  summary: "A convolutional VAE piece by piece, and two slips that no error message reports.",
  settings: [
    Setting(
      "faithful", false,
      "train the main network as the source does: 100 steps at most, never counted, batch statistics throughout"),
    Setting(
      "steps", 1_875, smoke: 30, paper: 9_375, "optimiser steps of the main training", limits: .between(1, 1_000_000)),
    Setting(
      "comparison-steps", 100, smoke: 12, paper: 1_000, "optimiser steps of each training that compares the counting",
      limits: .between(1, 1_000_000)),
    Setting(
      "repetitions", 3, smoke: 2, paper: 5, "pairs of trainings that compare the counting", limits: .between(2, 100)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)),
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting(
      "final-learning-rate", 0.0, "and at the last of the main training, along half a cosine", limits: .atLeast(0)),
    Setting("maximum-gradient-norm", 5_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(1, 512)),
    Setting(
      "test-images", 10_000, smoke: 200, "test images that the test figures rest on", limits: .between(100, 10_000)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let batchSize: Int = try notebook["batch-size"], testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: max(batchSize, 18), test: testCount, ofEachClass: 10)
  let test = data.test.prefix(testCount)
  try notebook.show(["source": .text(data.source), "test images used here": .number(test.count)], id: "data")
  try notebook.show(
    ImageGrid((0..<18).map(data.train.picture), columns: 6), id: "samples",
    caption: "The first eighteen training images.")

  /*:
   ## The architecture

   The encoder looks at an image through four layers of 3 × 3 convolutions. Twice it keeps only the largest of each 2 × 2
   pixels, so that later layers see more of the image at once, and it ends in the mean and the logarithm of the variance of
   each number of the code. The decoder goes the way back. Batch normalisation [@ioffe2015] and SELU
   [@klambauer2017] follow each convolution but the last, whose output are the logits of the pixels. Model and guide are written
   down in [ConvolutionalVAE.swift](../../Experiments/Models/ConvolutionalVAE.swift).
  */
  let latentSize: Int = try notebook["latent-size"]
  func makeVAE(_ random: Random) throws -> VariationalAutoencoder {
    try .convolutional(latentSize: latentSize, using: random["initial weights"])
  }
  let untrained = try makeVAE(notebook.random)
  try notebook.showLayers(of: untrained.networks)
  try notebook.measure("all-parameters", untrained.networks.map(\.summary.parameterCount).reduce(0, +))

  //: The encoder has {encoder-parameters} parameters, the decoder {decoder-parameters}. The largest share of either is in the
  //: one dense layer and in the convolutions between 64 channels; scale and offset of the batch normalisation are small
  //: change. A few images on their way, three of them from end to end:
  let firstImages = data.train.prefix(10).scaled, threeImages = data.train.prefix(3).scaled
  let threeCodes = untrained.posterior(of: threeImages).sample(using: notebook.random["first draw"])
  let vectors = Variable(.ones([2, 7 * 7 * 64]))
  func objects(_ network: Network) -> Table.Cell {
    "\(network.summary.rows.count) layers, \(network.parameters.count) arrays of parameters"
  }
  func shape(_ variable: Variable) -> Table.Cell { "\(variable.shape)" }
  let encoder = untrained.encoder.trunk, decoder = untrained.decoder
  try notebook.show(
    [
      "objects of the encoder": objects(encoder), "objects of the decoder": objects(decoder),
      "ten images, encoded": shape(encoder(Variable(firstImages), .evaluation)),
      "three images, encoded to means and log-variances": shape(encoder(Variable(threeImages), .evaluation)),
      "their codes, drawn": shape(Variable(threeCodes)),
      "two vectors of 3,136 ones, reshaped": shape(Reshape(to: [7, 7, 64]).apply(vectors, [], .evaluation)),
      "the three codes, decoded": shape(decoder(Variable(threeCodes), .evaluation)),
    ], id: "shapes")

  //: ### Upsampling
  //:
  //: Max-pooling throws three of four pixels away. Its counterpart in the decoder puts nothing new in their place: it repeats
  //: each pixel twice along height and width, and leaves it to the next convolution to turn the blocks into something smoother.
  let upsampled = data.train.prefix(1).scaled.upsampled(by: 2)
  try notebook.show(
    ImageGrid(RasterImage.images(width: 56, height: 56, values: upsampled.elements), columns: 1, magnification: 4),
    id: "upsampled", caption: "The first training image, upsampled to 56 × 56: every pixel has become four.")

  let once = try Network("once", input: [28, 28, 1], using: notebook.random, [MaxPooling(2), Upsampling(2)])
  let twice = try Network(
    "twice", input: [28, 28, 1], using: notebook.random,
    [MaxPooling(2), MaxPooling(2), Upsampling(2), Upsampling(2)])
  let left = [once, twice].map { $0(Variable(firstImages), .evaluation).value }
  try notebook.show(
    ImageGrid(
      ([firstImages] + left).flatMap(RasterImage.images), columns: 10, rowLabels: ["original", "14 × 14", "7 × 7"]),
    id: "pooled",
    caption:
      "Ten images, pooled once and upsampled once, pooled twice and upsampled twice: what is left of the place of "
      + "things. What they are, the network has to keep in its channels, of which it has up to 64.")

  /*:
   ## Training

   One step draws a batch, makes the bytes $b$ continuous as $(b + u)/256$ with $u$ uniform on $[0, 1)$, and moves the
   parameters along the gradient of the bound with Adam [@kingma2015]. A pixel is a draw from a continuous Bernoulli
   distribution; [continuous-bernoulli](../continuous-bernoulli/README.md) says why. The learning rate falls along half a
   cosine from {learning-rate} to {final-learning-rate}. Half of the gradients have a norm above {training-norm}; one above
   {maximum-gradient-norm}, whose square Adam would remember for thousands of steps, is scaled down to that norm, which
   befalls {training-clipped} of the steps. The source, the notebook that this report follows [“Going further with
   VAEs”, @ollion2020], trains for 100 steps at a constant rate, with both of the slips below; with `--set faithful=true` the
   main training does so too.
  */
  let learningRate: Float = try notebook["learning-rate"], isFaithful: Bool = try notebook["faithful"]
  let bound: Float = try notebook["maximum-gradient-norm"], maximumNorm = isFaithful ? .infinity : bound
  let steps: Int = isFaithful ? min(100, try notebook["steps"]) : try notebook["steps"]
  try notebook.measure("main-steps", steps)

  /// Trains on the same batches with the same noise, whatever the optimiser; loss, distortion and rate of each batch.
  func train(
    _ vae: VariationalAutoencoder, _ optimizer: some Optimizer, steps: Int, of phase: String, using random: Random
  ) throws -> TrainingLog {
    var svi = SVI(vae, objective: EvidenceLowerBound(), optimizer: optimizer, maximumGradientNorm: maximumNorm)
    let batches = Minibatches(of: batchSize, from: data.train, using: random["order of the images"])
    return try notebook.train(&svi, steps: steps, as: phase) { svi, step in
      let noise = random["training noise"][step.index]
      return try svi.step(batches[step.index].dequantized(using: noise), using: noise)
    }
  }

  var vae = try makeVAE(notebook.random)
  vae.usesRunningStatistics = !isFaithful
  let falling = try LearningRate.cosine(initial: learningRate, final: notebook["final-learning-rate"], over: steps)
  let optimizer: any Optimizer = isFaithful ? UncountedAdam(.constant(learningRate)) : Adam(falling)
  let curves = try train(vae, optimizer, steps: steps, of: "training", using: notebook.random)
  try notebook.measureGradientNorms("training", of: [curves], clippedAbove: Double(maximumNorm))
  try notebook.show(Panels.terms(of: curves), id: "loss", caption: "Both terms of the loss, on each training batch.")

  //: ## What the test images cost
  //:
  //: Each test image is encoded, one code is drawn, and both terms are computed in evaluation mode, where batch normalisation
  //: uses the statistics gathered in training (in the source's version those of the 200 images scored together).
  let testNoise = notebook.random["test noise"]
  let evaluation = try Evaluation(
    of: vae, on: test.batches(of: 200) { $0.dequantized(using: testNoise[$1]) }, using: testNoise["codes"],
    as: "evaluation", observer: notebook)
  let terms = [evaluation.distortion, evaluation.rate, evaluation.bound]
  try notebook.show(
    Table(
      columns: ["distortion", "rate", "ELBO", "active units"],
      rows: [terms.map { .number($0, .fixed(2)) } + ["\(evaluation.activeUnits) of \(latentSize)"]]),
    id: "scores",
    caption:
      "Nats an image over {test-images} test images, mean ± standard error. ELBO = − distortion − rate. A unit is "
      + "active where its mean varies by more than 0.01 from image to image [@burda2016].")
  try notebook.measure("test-rate", evaluation.rate.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("test-elbo", evaluation.bound.mean, unit: "nats", format: .fixed(1))
  notebook.claim(
    "On the test images the trained network's bound is higher than it was on the first training batch.",
    evaluation.bound.mean > -curves["distortion"][0] - curves["rate"][0])

  /*:
   A log-density may well be positive: a pixel that is known to a hundredth has a density near 100.

   ## What comes out of the prior

   The same {prior-draws} codes from the prior, before and after the training. The mean image is what is usually shown; a
   draw from the model has every pixel drawn from its distribution besides, independently of its neighbours, and that is
   what the bound scores.
  */
  let prior = Tensor.normal([10, latentSize], using: notebook.random["prior draws"])
  try notebook.measure("prior-draws", 10)
  let drawn = vae.distribution(of: Variable(prior)).sample(using: notebook.random["pixels of the prior draws"])
  try notebook.show(
    ImageGrid(
      [untrained.decoded(prior), vae.decoded(prior), drawn].flatMap(RasterImage.images),
      columns: 10, rowLabels: ["untrained: mean", "trained: mean", "trained: draw"]),
    id: "prior-draws-decoded", caption: "Ten codes from the prior, decoded; a column is one code.")

  //: ## Reconstructions
  //:
  //: What survives the way through the code and back: the code is the mean of the posterior, the image the mean of the
  //: decoder's distribution.
  try notebook.show(
    ImageGrid.reconstructions(of: test.prefix(12), by: [("untrained", untrained), ("trained", vae)]),
    id: "reconstructions", caption: "Twelve test images, and what the network makes of them before and after training.")

  /*:
   ## The first slip: statistics of the batch

   Batch normalisation takes each channel's mean and variance over the batch at hand,

   $$y = \gamma\, \frac{x - \mu_\text{batch}}{\sqrt{\sigma^2_\text{batch} + \epsilon}} + \delta,$$

   which is right in training: the gradient accounts for it. In evaluation it must use fixed statistics, running averages
   gathered in training. Where these are forgotten nothing crashes, but the bound of an image is
   no longer a number that belongs to the image: it depends on the images beside it, and so does the code.

   Ten test images of each class are scored by the trained network with the code at the posterior's mean: by the running
   statistics, and by those of the batch in batches of a hundred, in mixed batches of ten (one image of each class), in
   batches of ten of one class, and alone.
  */
  let scored = data.test.first(ofEachClass: 10).dequantized(using: notebook.random["scored images"])
  let oneOfEach = (0..<100).map { $0 % 10 * 10 + $0 / 10 }
  try notebook.measure("scored-images", scored.shape[0])

  let running = BatchScores("running", of: scored, by: vae, usesRunningStatistics: true, batchSize: 100)
  let runningAlone = BatchScores("running", of: scored, by: vae, usesRunningStatistics: true, batchSize: 1)
  let hundred = BatchScores("batches of 100", of: scored, by: vae, batchSize: 100)
  let mixed = BatchScores("10, mixed", of: scored, by: vae, batchSize: 10, order: oneOfEach)
  let ofAClass = BatchScores("10 of a class", of: scored, by: vae, batchSize: 10)
  let alone = BatchScores("alone", of: scored, by: vae, batchSize: 1)
  func row(_ way: BatchScores) -> [Table.Cell] {
    let change = Summary(of: way.changes(from: running))
    let numbers = [Summary(of: way.bounds).mean, change.mean, change.minimum, change.maximum]
    return [.text("of the batch: \(way.name)")] + numbers.map { .number($0, .fixed(1)) }
  }
  try notebook.show(
    Table(
      columns: ["statistics", "mean score", "mean change", "smallest", "largest"],
      rows: [["running, in a batch of 100", .number(Summary(of: running.bounds).mean, .fixed(1)), "", "", ""]]
        + [hundred, mixed, ofAClass, alone].map(row)),
    id: "batch-statistics",
    caption:
      "Nats an image: the scores of the same {scored-images} test images, and how they change where the statistics "
      + "of the batch take the place of the running ones.")
  let dependence = runningAlone.changes(from: running).map(abs).max()!
  //: hide
  try notebook.measure(
    "running-dependence", dependence, unit: "nats", tolerance: .absolute(0.01), format: .significant(1))
  let aloneChange = Summary(of: alone.changes(from: running))
  let classChange = Summary(of: ofAClass.changes(from: running))
  try notebook.measure("alone-shift", aloneChange.mean, unit: "nats", format: .fixed(0))
  try notebook.measure("class-shift", classChange.mean, unit: "nats", format: .fixed(0))
  try notebook.measure("worst-alone", aloneChange.minimum, unit: "nats", format: .fixed(0))
  try notebook.measure("best-alone", aloneChange.maximum, unit: "nats", format: .fixed(0))

  /*:
   Scored alone, an image's bound moves by anything from {worst-alone} to {best-alone}, {alone-shift} on average. In a batch
   of its own class it moves by {class-shift} on average: what distinguishes a shirt from a shoe is then taken for the mean and
   subtracted. With the running statistics the largest difference between alone and in a batch of a hundred is
   {running-dependence}, which is rounding.
  */
  notebook.claim(
    "By running statistics the score of an image does not depend on its batch, but for rounding (0.02 nats of some 1,000).",
    dependence < 0.02)
  notebook.claim(
    "By the statistics of the batch it does: alone, the scores change by more than 10 nats on average, up or down.",
    Summary(of: alone.changes(from: running).map(abs)).mean > 10)

  /*:
   ## The second slip: a step that never counts

   Adam divides a running mean of the gradient by the root of a running mean of its square. Both begin at 0, and are
   corrected for that by the number $t$ of the step:

   $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
   w \leftarrow w - \alpha\, \frac{m/(1 - \beta_1^t)}{\sqrt{v/(1 - \beta_2^t)} + \epsilon}.$$

   In some libraries it is the caller who says which step it is. A caller who always says the first gets
   $1/(1 - \beta_1)$ and $1/(1 - \beta_2)$ for corrections, for ever. But for ε the corrections only scale the move, so that
   the slip is Adam itself with another learning rate at each step:

   $$\alpha_t = \alpha\, \frac{1 - \beta_1^t}{1 - \beta_1} \sqrt{\frac{1 - \beta_2}{1 - \beta_2^t}}.$$

   (With ε the two are still the same once Adam's ε is multiplied by the root; ε = 10⁻⁸ matters only to gradients of that
   size.) With β₁ = 0.9 and β₂ = 0.999 the factor rises to {peak-factor} at step {peak-step}, because the mean of the gradient
   is magnified tenfold before its square is missed, and falls from there on towards {last-factor}. To see that the algebra
   describes the code, both optimisers are given the same random gradients, and the lengths of their moves are compared.
  */
  func factor(_ step: Int) -> Double {
    let t = Double(step)
    return (1 - pow(0.9, t)) / (1 - 0.9) * ((1 - 0.999) / (1 - pow(0.999, t))).squareRoot()
  }
  let horizon = 10_000
  let gradients = Tensor.normal([horizon, 64], using: notebook.random["gradients"])
  let uncountedMoves = UncountedAdam(.constant(learningRate)).lengthsOfMoves(along: gradients)
  let countedMoves = Adam(.constant(learningRate)).lengthsOfMoves(along: gradients)
  let ratios = zip(uncountedMoves, countedMoves).map { $0 / $1 }
  let mismatch = (1...horizon).map { abs(ratios[$0 - 1] / factor($0) - 1) }.max()!
  let marked = (0...16).map { Int(pow(Double(horizon), Double($0) / 16).rounded()) }
  try notebook.show(
    Figure(
      [
        .line(Array(1...horizon), (1...horizon).map(factor), name: "by the formula"),
        .points(marked, marked.map { ratios[$0 - 1] }, name: "measured", size: 3.5),
        .horizontalLine(at: 1, name: "step counted"),
      ], x: Axis("step", scale: .log), y: "effective learning rate / learning rate"),
    id: "effective-rate",
    caption:
      "What an Adam that never counts its steps makes of the learning rate: too fast at first, a third of it in the end."
  )
  notebook.claim(
    "At each of \(horizon) steps the two optimisers' moves differ by the factor of the formula, to a thousandth of it.",
    mismatch < 1e-3)
  //: hide
  let peak = (1...horizon).max { factor($0) < factor($1) }!
  try notebook.measure("peak-factor", factor(peak), format: .fixed(2))
  try notebook.measure("peak-step", peak)
  try notebook.measure("last-factor", factor(horizon), format: .fixed(3))

  //: What does it cost? The same network, from the same weights, on the same batches, with the same noise, at a constant rate;
  //: and that {repetitions} times, each with other weights, batches and noise.
  let repetitions: Int = try notebook["repetitions"], comparisonSteps: Int = try notebook["comparison-steps"]
  func repeated(_ optimizer: some Optimizer, _ phase: String) throws -> RepeatedLosses {
    try RepeatedLosses(repetitions) { repetition in
      let random = notebook.random["comparison"][repetition]
      let phase = "\(phase), \(repetition) of \(repetitions)"
      return try train(makeVAE(random), optimizer, steps: comparisonSteps, of: phase, using: random).losses
    }
  }
  let counted = try repeated(Adam(.constant(learningRate)), "training, steps counted")
  let uncounted = try repeated(UncountedAdam(.constant(learningRate)), "training, steps not counted")
  func gap(after step: Int) -> Summary { Summary(of: uncounted.recent(step), less: counted.recent(step)) }
  let marks = Set([10, 30, 100, 200, 500, 1_000, comparisonSteps]).filter { $0 <= comparisonSteps }.sorted()
  try notebook.show(
    Table(
      columns: ["after step", "steps counted", "steps not counted", "gap"],
      rows: marks.map { step in
        let losses = [counted, uncounted].map { Summary(of: $0.recent(step)) }
        return [.number(step)] + (losses + [gap(after: step)]).map { .number($0, .fixed(1)) }
      }),
    id: "gaps",
    caption:
      "The median loss over the last ten steps in nats an image: mean over the repetitions ± standard error. The gap, of "
      + "trainings that share all but the counting, is what the slip costs.")
  let early = min(50, comparisonSteps)
  let behind = uncounted.countBehind(counted, first: early)
  //: hide
  let gapStep = min(30, comparisonSteps), behindShare = 100 * Double(behind) / Double(early * repetitions)
  try notebook.measure("gap-step", gapStep)
  try notebook.measure("early-steps", early)
  try notebook.measure("behind-share", behindShare, unit: "%", tolerance: .absolute(2), format: .fixed(0))
  try notebook.measure(
    "uncounted-gap", gap(after: gapStep), unit: "nats", tolerance: .relative(0.02), format: .fixed(1))
  try notebook.measure(
    "final-gap", gap(after: comparisonSteps), unit: "nats", tolerance: .absolute(5), format: .fixed(1))
  for (name, losses) in [("counted-spike", counted), ("uncounted-spike", uncounted)] {
    try notebook.measure(name, losses.highest, unit: "nats", tolerance: .relative(0.1), format: .significant(3))
  }

  //: Of the first {early-steps} losses {behind-share} are the worse for not counting. After {comparison-steps} steps the gap is
  //: {final-gap:value} ± {final-gap-error} (standard error; below two of them it is undecided).
  notebook.claim(
    "The training that does not count its steps is behind on most of the first \(early).",
    2 * behind > early * repetitions)

  let lowest = min(counted.lowest, uncounted.lowest), highest = counted.repetitions.flatMap { $0.prefix(3) }.max()!
  try notebook.show(
    Panels([
      Figure(
        [hundred, ofAClass, alone].map { .points(running.bounds, $0.bounds, name: $0.name) } + [.diagonal()],
        x: Axis("score by running statistics", unit: "nats"), y: Axis("by those of the batch", unit: "nats"),
        title: "Batch normalisation"),
      Figure(
        [.line(counted, name: "step counted"), .line(uncounted, name: "step not counted")],
        x: Axis("step", scale: .log),
        y: Axis("loss", unit: "nats", limits: lowest...highest + 0.1 * (highest - lowest)), title: "Adam"),
    ]),
    id: "slips",
    caption:
      "Left: the same images, scored by fixed statistics and by those of their batch; the dashed line is where a score "
      + "belongs that does not depend on its batch. Right: the training loss where Adam's step is counted and where it is not, "
      + "median and range over the repetitions; cut off at the top are leaps of up to {counted-spike} and {uncounted-spike}."
  )

  /*:
   ## What would prove this wrong

   The first slip would be harmless if the points of the left figure at the head lay on the dashed line. The second would be
   if the two curves on the right could not be told apart; in the long run they may well be: at a constant learning rate a
   third of the rate need not be the worse one, and what the slip costs in the first {comparison-steps} steps says nothing
   about ten thousand. One seed is one draw, and a difference of a few nats between two trainings is within what another
   seed changes.

   To run the source's version: `swift run experiments run conv-vae --set faithful=true`.
  */
}
