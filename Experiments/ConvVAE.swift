import Laboratory

/*:
 # Convolutional VAE

 After {main-steps} steps a convolutional variational autoencoder of {all-parameters} parameters describes a test image by
 {latent-size} numbers, which cost {test-rate}, at an evidence lower bound of {test-elbo} (mean ± standard error of {seeds}
 trainings, from {lowest-elbo} to {highest-elbo}). Its lead over a dense network of as many parameters is {dense-lead} from the
 same images, and {long-dense-lead} where the dense one is trained for {dense-passes} times the steps, still with fewer multiplications.

 Two slips that no error message would report are measured beside it. Without running statistics the mean score of the same
 {scored-images} images moves by {alone-shift} when each is scored alone. Of an optimiser that never counts its steps the cost in
 training loss after {gap-step} steps is {uncounted-gap}. For both at once, with all else that the source does, the cost in bound
 after {comparison-steps} steps is {source-cost}, and what its own score says too much is {overstated}.

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
  summary: "A convolutional VAE piece by piece, beside a dense one, and two slips that no error message reports.",
  settings: [
    Setting(
      "faithful", false,
      "train the main network as the source does: 100 steps at most, β = 2, its formulas, its slips"),
    Setting(
      "steps", 1_875, smoke: 30, paper: 9_375, "optimiser steps of the main training", limits: .between(1, 1_000_000)),
    Setting("seeds", 10, smoke: 2, "main trainings", limits: .between(2, 100)),
    Setting(
      "dense-units", 123, "units of each hidden layer of the dense network: 123 make it as large as the other",
      limits: .between(1, 4_096)),
    Setting(
      "dense-passes", 4, smoke: 2, "how many times as long the dense network is trained once more",
      limits: .between(1, 1_000)),
    Setting(
      "comparison-steps", 100, smoke: 8, paper: 1_000, "optimiser steps of each training that compares the slips",
      limits: .between(1, 1_000_000)),
    Setting(
      "repetitions", 3, smoke: 2, paper: 5, "trainings of each kind that are compared", limits: .between(2, 100)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)), .shards,
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting(
      "final-learning-rate", 0.0, "and at the last of the main training, along half a cosine", limits: .atLeast(0)),
    Setting("maximum-gradient-norm", 2_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
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
  let untrained = try makeVAE(notebook.random["main"][0])
  try notebook.showLayers(of: untrained.networks)
  try notebook.measure("all-parameters", untrained.networks.map(\.summary.parameterCount).reduce(0, +))

  //: The encoder has {encoder-parameters} parameters, the decoder {decoder-parameters}. The largest share of either is in the
  //: one dense layer and in the convolutions between 64 channels; scale and offset of the batch normalisation are small
  //: change. Ten images on their way:
  let firstImages = data.train.prefix(10).scaled, codes = untrained.posterior(of: firstImages).mean
  try notebook.show(
    [
      "ten images, encoded to means and log-variances":
        "\(untrained.encoder.trunk(Variable(firstImages), .evaluation).shape)",
      "their codes": "\(codes.shape)", "these, decoded": "\(untrained.decoder(codes, .evaluation).shape)",
    ], id: "shapes")

  //: ### Upsampling
  //:
  //: Max-pooling throws three of four pixels away. Its counterpart in the decoder puts nothing new in their place: it repeats
  //: each pixel twice along height and width, and leaves it to the next convolution to turn the blocks into something smoother.
  let upsampled = data.train.prefix(1).scaled.upsampled(by: 2)
  try notebook.show(
    ImageGrid(RasterImage.images(width: 56, height: 56, values: upsampled.elements), columns: 1, magnification: 4),
    id: "upsampled", caption: "The first training image, upsampled to 56 × 56: every pixel has become four.")

  try notebook.show(
    ImageGrid.pooled(firstImages), id: "pooled",
    caption:
      "Ten images, pooled once and upsampled once, pooled twice and upsampled twice: what is left of the place of "
      + "things. What they are, the network has to keep in its channels, of which it has up to 64.")

  /*:
   ## Training

   One step draws a batch, makes the bytes $b$ continuous as $(b + u)/256$ with $u$ uniform on $[0, 1)$, and moves the
   parameters along the gradient of the bound with Adam [@kingma2015]. A pixel is a draw from a continuous Bernoulli
   distribution; [continuous-bernoulli](../continuous-bernoulli/README.md) says why. The learning rate falls along half a
   cosine from {learning-rate} to {final-learning-rate}. The median of the gradients' norms is {training-norm}. Now and then one
   is many times larger, because the scale of a posterior is an exponential; Adam would remember its square for thousands of steps,
   so a norm above {maximum-gradient-norm} is scaled down to that, which befalls {training-clipped} of the steps. There are
   {seeds} trainings, each with initial weights, an order of the images and noise of its own. How one is trained is written down in
   [TrainingRecipe.swift](../../Experiments/Models/TrainingRecipe.swift).
  */
  let isFaithful: Bool = try notebook["faithful"],
    steps = try isFaithful ? min(100, notebook["steps"]) : notebook["steps"]
  let maximumNorm: Double = try notebook["maximum-gradient-norm"], learningRate: Float = try notebook["learning-rate"]
  let right = TrainingRecipe(maximumNorm: Float(maximumNorm)), main = isFaithful ? TrainingRecipe.source : right
  let falling = try LearningRate.cosine(initial: learningRate, final: notebook["final-learning-rate"], over: steps)
  try notebook.measure("main-steps", steps)

  let seeds: Int = try notebook["seeds"], repetitions: Int = try notebook["repetitions"]
  let trainings = try (0..<seeds).map { seed in
    let random = notebook.random["main"][seed]
    let rate = isFaithful ? LearningRate.constant(learningRate) : falling
    return try notebook.train(
      makeVAE(random), by: main, rate, on: data.train, batchSize, steps: steps, as: "training \(seed + 1)",
      using: random)
  }
  let vae = trainings[0].vae
  try notebook.measureNorms("training", ofSeeds: trainings.map { [$0.log] }, above: maximumNorm)
  try notebook.show(
    Panels.terms(of: trainings[0].log), id: "loss",
    caption: "Both terms of the loss, on each batch of the first training.")

  //: ## What the test images cost
  //:
  //: Each test image is encoded, one code is drawn, and both terms are computed in evaluation mode, where batch normalisation
  //: uses the statistics gathered in training. Beside the {seeds} networks stand dense ones, {dense-units} units in each of two
  //: hidden layers either way with GELU ([gelu](../gelu/README.md) compares it with other activation functions). They have as many
  //: parameters, and an image takes them a {multiplications-share}th of the multiplications ([Benchmarks](../../Benchmarks/README.md)
  //: has times of a step of either kind). So they are trained on the same batches with the same noise, and once more for
  //: {dense-passes} times the steps.
  func dense(passes: Int) throws -> [TrainedImages] {
    try (0..<min(repetitions, seeds)).map { seed in
      let random = notebook.random["main"][seed], units: Int = try notebook["dense-units"]
      let network = try VariationalAutoencoder.dense(
        .gelu, hiddenSize: units, latentSize: latentSize, initializer: .heNormal, using: random["initial weights"])
      let rate = LearningRate.cosine(initial: learningRate, final: 0, over: passes * steps)
      let phase = "dense network, \(passes) × \(steps) steps, \(seed + 1)"
      return try notebook.train(
        network, by: right, rate, on: data.train, batchSize, steps: passes * steps, as: phase, using: random)
    }
  }
  let passes: Int = try notebook["dense-passes"]
  let shortDense = try dense(passes: 1), longDense = try dense(passes: passes)
  let convolutional = try notebook.scored("convolutional", trainings, by: main, on: test)
  let sameImages = try notebook.scored("dense, the same images", shortDense, by: right, on: test)
  let moreImages = try notebook.scored("dense, \(passes) times as many", longDense, by: right, on: test)
  let all = [convolutional, sameImages, moreImages]
  try notebook.show(
    ScoredTrainings.table(all), id: "scores",
    caption: "Nats over {test-images} test images, mean ± standard error over trainings; differences are paired.")
  try notebook.show(
    Panels([.losses(of: trainings, every: max(1, steps / 75)), ScoredTrainings.figure(of: all)]), id: "trainings",
    caption: "a: loss of {seeds} trainings, medians of short windows, mean ± standard error. b: rate and bound.")
  let bounds = Summary(of: convolutional.bounds)
  let lead = sameImages.lead(of: convolutional), longLead = moreImages.lead(of: convolutional)
  if !isFaithful, passes >= 4, steps * batchSize >= data.train.count {
    notebook.claim(
      "The bounds of all main trainings lie within 6 nats of each other.", bounds.maximum - bounds.minimum < 6)
    notebook.claim(
      "From the same images the convolutional network reaches a higher bound than the dense one, and a lower one than the "
        + "dense one that is trained for longer, by more than 5 nats each.", lead.mean > 5 && longLead.mean < -5)
  }
  //: hide
  try notebook.measure("test", convolutional)
  try notebook.measure("dense-lead", lead, unit: "nats", format: .fixed(1))
  try notebook.measure("long-dense-lead", longLead, unit: "nats", format: .fixed(1))
  let share = Double(vae.multiplications) / Double(shortDense[0].vae.multiplications)
  try notebook.measure("multiplications-share", share, tolerance: .exact, format: .fixed(0))

  /*:
   A log-density may well be positive: with logits within $\pm\log(10^4 - 1)$, the bound of the authors of the density
   [@loaiza2019], that of a pixel goes up to {largest-density}. That costs [many nats](../continuous-bernoulli/README.md).

   ## What comes out of the prior

   The same ten codes from the prior, before and after the training. The mean image is what is usually shown; a
   draw from the model has every pixel drawn from its distribution besides, independently of its neighbours, and that is
   what the bound scores.
  */
  let prior = Tensor.normal([10, latentSize], using: notebook.random["prior draws"])
  let drawn = vae.distribution(of: Variable(prior)).sample(using: notebook.random["pixels of the prior draws"])
  try notebook.show(
    ImageGrid(
      [untrained.decoded(prior), vae.decoded(prior), drawn].flatMap(RasterImage.images),
      columns: 10, rowLabels: ["untrained: mean", "trained: mean", "trained: draw"]),
    id: "prior-draws-decoded", caption: "Ten codes from the prior, decoded; a column is one code.")
  //: hide
  try notebook.measureSurestPixel()

  //: ## Reconstructions
  //:
  //: The way through the code and back, by the means of the posterior and of the decoder's distribution.
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

   Ten test images of each class are scored by the trained networks with the code at the posterior's mean: by the running
   statistics, and by those of the batch in batches of a hundred, in mixed batches of ten (one image of each class), in
   batches of ten of one class, and alone.
  */
  let images = data.test.first(ofEachClass: 10).dequantized(using: notebook.random["scored images"])
  let networks = trainings.map { BatchDependence(of: images, by: $0.vae) }
  try notebook.measure("scored-images", images.shape[0])
  try notebook.show(
    BatchDependence.table(networks), id: "batch-statistics",
    caption:
      "Nats an image: how the scores of the same {scored-images} test images change where the statistics of the batch take "
      + "the place of the running ones. Mean ± standard error over {seeds} networks, and the extremes by the first.")
  notebook.claim(
    "By running statistics the score of an image does not depend on its batch, but for rounding (0.02 nats of some 1,000).",
    networks.allSatisfy { $0.ofRunning < 0.02 })
  if steps >= 1_000 {
    notebook.claim(
      "By those of the batch it does: alone, the images score more than 50 nats lower on average, by every network.",
      networks.allSatisfy { $0.change(\.alone).mean < -50 })
  }
  //: hide
  // Rounding alone: half of what the claim allows.
  try notebook.measure(
    "running-dependence", networks[0].ofRunning, unit: "nats", tolerance: .absolute(0.01), format: .significant(1))
  try notebook.measure("alone", \.alone, of: networks)
  try notebook.measure("class", \.ofAClass, of: networks)

  /*:
   Scored alone, an image's bound moves by anything from {worst-alone} to {best-alone}, {alone-shift} on average. In a batch
   of its own class it moves by {class-shift} on average: what distinguishes a shirt from a shoe is then taken for the mean and
   subtracted. With the running statistics the largest difference is {running-dependence}, which is rounding.

   The source decodes its draws from the prior one at a time. The same ten codes as above, and ten test images on the way
   through their codes:
  */
  try notebook.show(
    ImageGrid.oneAtATime(codes: prior, images: test.prefix(10).scaled, by: vae), id: "one-at-a-time",
    caption:
      "Ten codes from the prior and ten test images, decoded by running statistics, by those of the ten, and one at a time by "
      + "those of the one, as the source does.")

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

   (With ε, too, once Adam's ε is multiplied by the root; ε = 10⁻⁸ matters only to gradients of that
   size.) With β₁ = 0.9 and β₂ = 0.999 the factor rises to {peak-factor} at step {peak-step}, because the mean of the gradient
   is magnified tenfold before its square is missed, and falls from there on towards {last-factor}. To see that the algebra
   describes the code, both optimisers are given the same random gradients, and the lengths of their moves are compared.
  */
  let horizon = 10_000, gradients = Tensor.normal([horizon, 64], using: notebook.random["gradients"])
  let effective = EffectiveRate(along: gradients, at: learningRate)
  try notebook.show(
    effective.figure, id: "effective-rate",
    caption:
      "What an Adam that never counts its steps makes of the learning rate: too fast at first, a third of it in the end."
  )
  notebook.claim(
    "At each of \(horizon) steps the two optimisers' moves differ by the factor of the formula, to a thousandth of it.",
    effective.mismatch < 1e-3)
  //: hide
  try notebook.measure(
    ["peak-factor": EffectiveRate.factor(effective.peak), "last-factor": EffectiveRate.factor(horizon)],
    format: .fixed(2))
  try notebook.measure("peak-step", effective.peak)

  //: What does it cost? The same network, from the same weights, on the same batches, with the same noise, at a constant rate;
  //: and that {repetitions} times, each with other weights, batches and noise.
  let comparisonSteps: Int = try notebook["comparison-steps"]
  func repeated(_ recipe: TrainingRecipe, _ name: String) throws -> [TrainedImages] {
    try (1...repetitions).map { repetition in
      let random = notebook.random["comparison"][repetition], phase = "\(name), \(repetition) of \(repetitions)"
      return try notebook.train(
        makeVAE(random), by: recipe, .constant(learningRate), on: data.train, batchSize, steps: comparisonSteps,
        as: phase, using: random)
    }
  }
  let counting = try repeated(right, "training, steps counted"), counted = RepeatedLosses(counting)
  let uncounted = RepeatedLosses(try repeated(right.uncounted, "training, steps not counted"))
  let marks = Set([10, 30, 100, 200, 500, 1_000, comparisonSteps]).filter { $0 <= comparisonSteps }.sorted()
  try notebook.show(
    uncounted.table(beside: counted, after: marks), id: "gaps",
    caption:
      "The median loss over the last ten steps in nats an image: mean over the repetitions ± standard error. The gap, of "
      + "trainings that share all but the counting, is what the slip costs.")
  let early = min(50, comparisonSteps), gapStep = min(30, comparisonSteps)
  let behind = uncounted.percentageBehind(counted, first: early)
  //: hide
  try notebook.measure("gap-step", gapStep)
  try notebook.measure("early-steps", early)
  try notebook.measure("behind-share", meanOf: behind, unit: "%", format: .fixed(0))
  try notebook.measure("uncounted-gap", uncounted.gap(to: counted, after: gapStep), unit: "nats", format: .fixed(1))
  try notebook.measure("final-gap", uncounted.gap(to: counted, after: comparisonSteps), unit: "nats", format: .fixed(1))
  try notebook.measureSpikes(["counted": counted, "uncounted": uncounted])

  //: Of the first {early-steps} losses {behind-share} are the worse for not counting. The gap after {comparison-steps} steps is
  //: {final-gap}.
  if comparisonSteps >= 50 {
    notebook.claim(
      "Every training that does not count its steps is behind on more than half of the first \(early).",
      behind.allSatisfy { $0 > 50 })
  }
  try notebook.show(
    Panels([networks[0].figure, uncounted.figure(beside: counted)]), id: "slips",
    caption:
      "a: the same images, scored by fixed statistics and by those of their batch; the dashed line is where a score "
      + "belongs that does not depend on its batch. b: the training loss where Adam's step is counted and where it is not, "
      + "median and range over the repetitions; cut off at the top are leaps of up to {counted-spike} and {uncounted-spike}."
  )

  /*:
   ## All that the source does, at once

   The source, the notebook that this report follows [“Going further with VAEs”, @ollion2020], trains for a hundred steps with both
   slips, with β = 2, with bytes that are only scaled, with a formula for their density that has an ε in every logarithm
   ([continuous-bernoulli](../continuous-bernoulli/README.md) takes it apart), and with gradients of any size. The same network
   is trained so from the same weights on the same batches, and scored twice: by its own formula and the statistics of its own
   batches, and as the others are, by a density and by running statistics.
  */
  let bySource = try repeated(.source, "training, as the source's"), few = test.prefix(min(2_000, test.count))
  let rightly = try notebook.scored("rightly", counting, by: right, on: few)
  let worth = try notebook.scored("as the source, scored rightly", bySource, by: right, on: few)
  let believed = try notebook.scored("as the source, by its own score", bySource, by: .source, on: few)
  try notebook.show(
    ScoredTrainings.table([rightly, worth]), id: "source",
    caption: "Nats an image over {few-images} test images after {comparison-steps} steps, mean ± standard error.")
  //: hide
  try notebook.measure("few-images", few.count)
  try notebook.measure("source-cost", worth.lead(of: rightly), unit: "nats", format: .fixed(0))
  try notebook.measure("overstated", worth.lead(of: believed), unit: "nats", format: .fixed(0))
  try notebook.measure("source-elbo", meanOf: worth.bounds, unit: "nats", format: .fixed(0))

  //: As a density on test images, with scores that belong to the image, the bound is {source-elbo}. What its own score says more is
  //: {overstated}. The lead of the same {comparison-steps} steps without all of this is {source-cost}.

  /*:
   ## Conclusion

   A convolutional VAE of {all-parameters} parameters comes to {test-elbo} in {main-steps} steps, whatever the seed to within a few
   nats, once its gradients are bounded. Its lead over a dense network of its size is {dense-lead} from the same images, and
   {long-dense-lead} where the dense one has {dense-passes} times the steps: what convolutions save is steps, not computation. Of the
   two slips, statistics of the batch move the score of an image by itself by {alone-shift}, and the cost of steps that are not
   counted is {uncounted-gap} after {gap-step} of them.

   ## What would prove this wrong

   The first slip would be harmless if the points of panel a at the head lay on the dashed line. The second would be
   if the two curves of panel b could not be told apart; in the long run they may well be: at a constant learning rate a
   third of the rate need not be the worse one, and what the slip costs in the first {comparison-steps} steps says nothing
   about ten thousand. And a training whose bound lay ten nats below the others' would say that a batch's gradient had got
   through: `swift run experiments run conv-vae --set maximum-gradient-norm=1e30` lets them.

   To run the source's version: `swift run experiments run conv-vae --set faithful=true`.
  */
}
