import Laboratory

/*:
 # A VAE as a probabilistic program

 A variational autoencoder is two programs: a *model*, which says how a code of two numbers becomes an image, and a *guide*,
 which guesses the code of an image. The source, @pyro-vae, is
 built again here, {all-parameters} numbers in all. After {epochs} epochs a test image has a mean lower bound of {final-bound}
 (over {trainings} trainings, ± standard error, as below). The best possible score is {ceiling}, since the pixels are grey and the
 likelihood wants black and white. Two choices are weighed of which the source does not speak. What biases that begin at 0, not at
 PyTorch's small random numbers, change in the bound after one epoch is {bias-cost}, by pairs of trainings. The KL from the draw,
 which the source trains on, gives the encoder's gradient {trained-ratio} times the variance that its closed form gives when the
 weights are trained; while they are new, it depends on where they began: {new-least} to {new-most} times.

 {learning}

 ## The question

 With a prior $p(z)$ over codes, a decoder $p_\theta(x \mid z)$ and a guide $q_\phi(z \mid x)$, every image has a lower bound on
 its log-evidence [@kingma2014],

 $$\log p_\theta(x) \ge \mathbb{E}_{q_\phi(z \mid x)} \big[\log p_\theta(x, z) - \log q_\phi(z \mid x)\big] ,$$

 and Pyro [@bingham2019] gives whoever writes the two programs the bound and its gradient. The source trains on
 handwritten digits and prints ten losses, none of an image that it was not trained on. What do its programs become here, what
 do its numbers mean, and how good is its network on new images?
*/
let pyroVAE = Experiment(
  "pyro-vae", title: "A VAE as a probabilistic program",
  summary: "Model, guide and plate of a convolutional VAE, and what its loss means, after a source in Pyro.",
  settings: [
    Setting("data", "fashion-mnist", paper: "mnist", "the images", limits: .oneOf(["fashion-mnist", "mnist"])),
    Setting(
      "epochs", 5, smoke: 2, paper: 10, "how often a training goes through the images", limits: .between(1, 1_000)),
    Setting("trainings", 3, smoke: 2, "trainings, each with its own weights and order", limits: .between(2, 100)),
    Setting("batch-size", 128, "images in a step", limits: .between(1, 60_000)),
    Setting("learning-rate", 1e-3, "Adam's learning rate", limits: .above(0)),
    Setting("maximum-gradient-norm", 500.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("noise-draws", 20, smoke: 4, "draws of a batch's codes for a variance", limits: .between(2, 10_000)),
    Setting("noise-batches", 3, smoke: 2, "batches whose variances are compared", limits: .between(2, 100)),
    Setting("train-images", 60_000, smoke: 640, "images to train on", limits: .between(1, 60_000)),
    Setting("test-images", 10_000, smoke: 200, "images to test on", limits: .between(100, 10_000)),
    Setting("faithful", false, paper: true, "train with the KL from the draw and cut no gradient"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let isDigits = try notebook["data"] == "mnist"
  let batchSize: Int = try notebook["batch-size"], trainCount: Int = try notebook["train-images"]
  let testCount: Int = try notebook["test-images"]
  try notebook.demand(batchSize <= trainCount, "batch-size may be at most train-images")
  let data =
    try isDigits
    ? notebook.mnist(training: trainCount, test: testCount)
    : notebook.fashionMNIST(training: trainCount, test: testCount)
  let train = data.train.prefix(trainCount), test = data.test.prefix(testCount)
  try notebook.show(
    ["trained on": .number(train.count), "tested on": .number(test.count)], id: "images", caption: data.source)

  /*:
   ## The programs

   The source's `class VAE`, statement by statement:

   | in Pyro | here | what it does |
   | --- | --- | --- |
   | `pyro.plate("data", n)` | `trace.plate("data", size: n, of: total)` | the images are independent given the weights; `total` says how many they stand for |
   | `pyro.sample("latent", …)` | `trace.sample("z", …)` | draws a value in the guide; scores that same value in the model |
   | `pyro.sample("obs", …, obs=x)` | `trace.observe("x", …, x)` | scores the data |
   | `.to_event(1)`, `.to_event(3)` | `.toEvent(1)`, `.toEvent(3)` | the last axes are one draw: their log-densities are added up |
   | `pyro.module(…)`, `pyro.clear_param_store()` | `parameters` | what training moves |
   | `SVI(…, loss=Trace_ELBO())` | `SVI(…, objective: EvidenceLowerBound(usesClosedForms: false))` | steps up the bound |

   In a plate of 128 images the codes' distribution has the batch shape 128 × 2, and after `toEvent(1)` 128 with an event of 2:
   the plate counts images, and the two numbers of a code are one draw. An image is one event of 28 × 28 × 1. Without `toEvent`
   the shapes do not fit the plate, which is an error.

   Pyro keeps the parameters of a whole process in one store: `pyro.module` enters a network's weights by name, `SVI`
   moves what it meets there, and before another model begins it has to be cleared. Here a model says what its
   parameters are. There is no store, and the models below cannot meet in one.
  */
  struct VAE: VariationalModel {
    let encoder: GaussianEncoder
    let decoder: Network
    /// How many images a batch stands for; nil where, as in the source, for itself alone.
    let total: Int?

    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: x.shape[0], of: total) {
        let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
        let pixels = Bernoulli(logits: decoder(z, trace.pass)).toEvent(3)
        try trace.observe("x", pixels, x, checkingSupport: false)
      }
    }

    func guide(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: x.shape[0], of: total) {
        try trace.sample("z", encoder(Variable(x), trace.pass).toEvent(1))
      }
    }

    var networks: [Network] { encoder.networks + [decoder] }
    var parameters: [Parameter] { networks.flatMap(\.parameters) }
  }

  /*:
   Its networks are in [StridedConvolutions.swift](../../Experiments/Models/StridedConvolutions.swift). The encoder ends in two
   heads, the mean of the code and the logarithm of its standard deviation; the decoder in a logit for each pixel, where the
   source applies the sigmoid at once. PyTorch begins with weights and biases uniform on $\pm 1/\sqrt{n}$, $n$ being a unit's
   number of inputs; in this library biases begin at 0 unless they are drawn too.
  */
  func makeVAE(standingFor total: Int?, drawingBiases: Bool = true, using random: Random) throws -> VAE {
    let vae = try VAE(
      encoder: .stridedConvolutions(using: random), decoder: .stridedDecoder(using: random), total: total)
    if drawingBiases { vae.networks.forEach { $0.drawBiases(using: random["biases"]) } }
    return vae
  }
  let untrained = try makeVAE(standingFor: train.count, using: notebook.random["initial weights"])
  let layers = untrained.networks.flatMap(\.summary.rows).filter { $0.parameterCount > 0 }
  //: hide
  try notebook.show(
    SourceLayer.table(beside: layers), id: "layers",
    caption: "The layers that have parameters, six of the encoder and three of the decoder.")
  notebook.claim(
    "Layer by layer, shapes and numbers of parameters are those of the source's declarations.",
    layers.map(\.outputShape) == SourceLayer.all.map(\.output)
      && layers.map(\.parameterCount) == SourceLayer.all.map(\.parameters))
  let counts = untrained.networks.map(\.summary.parameterCount)
  try notebook.measure("all-parameters", counts.reduce(0, +))
  notebook.claim(
    "The encoder has 214,916 parameters and the decoder 28,353.",
    counts.dropLast().reduce(0, +) == 214_916 && counts.last == 28_353)

  /*:
   ## What a grey pixel can score

   A Bernoulli distribution is one of zeros and ones. The source hands it grey pixels all the same and its formula takes them:
   with a logit $\eta$,

   $$x \eta - \log(1 + e^\eta) \le x \log x + (1 - x) \log (1 - x) = -H(x) ,$$

   with equality where the decoder's mean is the pixel itself. Summed over an image this is a score, a negative cross-entropy,
   but no log-density: over the greys from 0 to 1 it does not integrate to 1. As the KL is not negative, no bound exceeds minus
   the entropy of the greys.
  */
  let ceiling = -Summary(of: test.greyEntropies)
  let digitsCeiling = -Summary(of: try notebook.mnist(training: 1, test: 1).train.greyEntropies)

  let epochs: Int = try notebook["epochs"], count: Int = try notebook["trainings"]

  /*:
   The best possible mean is {ceiling} for these test images. For the source's digits it is {digits-ceiling}, by those that come with
   the library: few of their pixels are grey. So the source's loss in the last of as many epochs is {source-distance} from the least
   possible one, and here it is {epoch-distance}. What two numbers cannot tell of a digit or of clothes is within
   these distances, and nobody knows it: they do not say which network has come further. Pyro's Bernoulli keeps its probabilities some
   $10^{-7}$ away from 0 and 1; where that clips, a pixel has no gradient. Logits need no clipping, and as a score
   they need no bound either: it has a best value, which a density of grey pixels, that of [continuous-bernoulli](../continuous-bernoulli/README.md), has not.
  */
  //: hide
  try notebook.measure("ceiling", ceiling.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("digits-ceiling", digitsCeiling.mean, unit: "nats", format: .fixed(1))
  let printed = TrainingScores.printedLosses, sourceLoss = printed[min(epochs, printed.count) - 1]
  try notebook.measure("source-distance", sourceLoss + digitsCeiling.mean, unit: "nats", format: .fixed(1))

  /*:
   ## What the scale of the plate does

   The source's plate says how many images the batch has, not how many it stands for. With $N$ images, $B$ of them in a batch,
   and $\ell_i$ the bound of one, the bound of all data and its estimate are

   $$\sum_{i=1}^N \ell_i \approx \frac{N}{B} \sum_{i \in \text{batch}} \ell_i , \qquad \nabla \frac{N}{B} \sum_{i \in \text{batch}} \ell_i = \frac{N}{B} \nabla \sum_{i \in \text{batch}} \ell_i .$$

   The source leaves out $N/B$. All of this model stands inside the plate, so the factor makes the gradient longer and does not
   turn it. (A prior of the weights would count too much.) Twenty steps of Adam in three scales:
  */
  let learningRate: Double = try notebook["learning-rate"]
  let adam = Adam(.constant(Float(learningRate)))
  func someBatch(_ index: Int) -> Tensor {
    Minibatches(of: batchSize, from: train, using: notebook.random["batches looked at"][index])[0].scaled
  }
  let plates: [(name: String, total: Int?, scale: LossScale)] = [
    ("no scale, as in the source", nil, .total), ("standing for all images", train.count, .total),
    ("the same, an image", train.count, .perDatum),
  ]
  let scaled = try plates.map { plate in
    let vae = try makeVAE(standingFor: plate.total, using: notebook.random["initial weights"])
    // The lengths of the gradients are what these twenty steps are about.
    var svi = SVI(
      vae, objective: EvidenceLowerBound(), optimizer: adam, lossScale: plate.scale, maximumGradientNorm: .infinity)
    return try (0..<20).map { try svi.step(someBatch($0), using: notebook.random["scales"][$0]) }
  }
  let factors = scaled.map { $0[0].gradientNorm / scaled[2][0].gradientNorm }
  try notebook.show(
    Table(
      columns: ["plate", "first loss", "length of the gradient", "times the last row's", "twentieth loss, by that"],
      rows: plates.indices.map { row in
        [
          .text(plates[row].name), .number(scaled[row][0].loss, .significant(6)),
          .number(scaled[row][0].gradientNorm, .significant(6)), .number(factors[row], .fixed(2)),
          .number(scaled[row][19].loss / factors[row], .fixed(2)),
        ]
      }), id: "scales", caption: "The same batches, codes and first weights.")
  notebook.claim(
    "Loss and gradient are as long in the source as those of a mean image times the images in a batch, to 10⁻⁴.",
    abs(scaled[0][0].loss / scaled[2][0].loss / Float(batchSize) - 1) < 1e-4
      && abs(factors[0] / Float(batchSize) - 1) < 1e-4)

  /*:
   Adam divides a gradient by its own recent size, so that a factor cancels, except in weights whose gradient is so small that
   the $10^{-8}$ added to the divisor shows. The source prints the sum of its losses by the number of images: the mean loss of
   an image *over an epoch, while the weights change*, on the images trained on, the very first steps included. That is no test
   score; below it stands beside the same mean.

   ## Training

   Steps of Adam with a batch of {batch-size}, always at the same rate. After each epoch every test image is scored, by one draw
   of its code and the KL in closed form. Besides the images, three things differ from the source: the KL in training is the
   closed form, gradients longer than {maximum-gradient-norm} are cut to that length (`faithful=true` undoes both), and an epoch
   leaves out the images that do not fill a batch, of which the source makes one more step.
  */
  let isFaithful: Bool = try notebook["faithful"]
  let objective = EvidenceLowerBound(usesClosedForms: !isFaithful)
  let bound: Float = try notebook["maximum-gradient-norm"], maximumNorm = isFaithful ? .infinity : bound
  let testBatches = test.batches(of: 250) { images, _ in images.scaled }

  struct Trained {
    let vae: VAE
    let scores: TrainingScores
  }
  func trained(_ number: Int, epochs: Int, drawingBiases: Bool = true) throws -> Trained {
    let random = notebook.random["training"][number]
    let weights = random["initial weights"]
    let vae = try makeVAE(standingFor: train.count, drawingBiases: drawingBiases, using: weights)
    let batches = Minibatches(of: batchSize, from: train, using: random["order of the images"])
    var svi = SVI(vae, objective: objective, optimizer: adam, maximumGradientNorm: maximumNorm)
    let phase = "training \(number + 1)" + (drawingBiases ? "" : " from biases of 0")
    let log = try notebook.train(&svi, steps: epochs * batches.perEpoch, as: phase) { svi, step in
      let found = try svi.step(batches[step.index].scaled, using: random["noise"][step.index]).findings
      guard (step.index + 1) % batches.perEpoch == 0 else { return found }
      let evaluation = try Evaluation(of: vae, on: testBatches, using: notebook.random["test noise"])
      return found.adding("test ELBO", evaluation.bound.mean).adding("test KL", evaluation.rate.mean)
    }
    return Trained(vae: vae, scores: TrainingScores(log: log, batchesPerEpoch: batches.perEpoch))
  }
  let trainings = try (0..<count).map { try trained($0, epochs: epochs) }
  let scores = trainings.map(\.scores), references = isDigits ? [] : TrainingScores.inPyTorch.map { Summary(of: $0) }
  try notebook.show(
    TrainingScores.table(scores, references: references), id: "scores",
    caption:
      "Nats an image of {data}: means over an epoch, scores after it; of {trainings} trainings here, ± standard error.")
  try notebook.show(
    TrainingScores.figure(scores, least: -ceiling.mean), id: "learning",
    caption: "Means over an epoch, test scores after it; bands are ± a standard error over the trainings.")
  let isStandard = batchSize == 128 && learningRate == 1e-3 && train.count + test.count == 70_000
  if !isDigits, epochs > 2, isStandard {
    // Means of three trainings are apart by a nat or two by chance.
    notebook.claim(
      "After 1, 2 and 3 epochs the mean test ELBO is within 4 nats of that of three trainings in PyTorch [@pytorch-figures].",
      references.indices.allSatisfy { abs(scores.summary(\.testBounds, after: $0).mean - references[$0].mean) < 4 })
  }
  //: hide
  try notebook.measureGradientNorms("training", of: scores.map(\.log), clippedAbove: Double(maximumNorm))
  try notebook.measure(scores, ceiling: ceiling.mean, ofTraining: -Summary(of: train.greyEntropies).mean)

  /*:
   The figure stands at the head of this report; its dashed line is that of the images here. The last column of the table is of the
   same network on Fashion-MNIST in PyTorch, three trainings [@pytorch-figures]. Half of the gradients are shorter than
   {training-norm}, 99 of 100 shorter than {high-length}, and the longest has {greatest-length}: {training-clipped} were cut.

   ## Where biases begin

   The decoder's first layer has two inputs, and nothing bends before the ReLU after the transposed convolution. With biases of
   0 each of its features is bent on a line through the origin and nowhere else: along a ray from there, every pixel's logit is
   a straight line until training moves the biases. PyTorch's are uniform on $\pm 1/\sqrt{2}$ in that layer, which moves the
   bends out to where codes are. The same weights, batches and noise, for one epoch, from biases of 0:
  */
  let fromZero = try (0..<count).map { try trained($0, epochs: 1, drawingBiases: false).scores.testBounds[0] }
  let biasCost = PairedDifference(of: fromZero, less: scores.map { $0.testBounds[0] })
  if !isDigits, isStandard, count >= 3 {
    notebook.claim(
      "After one epoch biases that began at 0 leave the bound lower, by more than a nat.", biasCost.mean < -1)
  }
  //: hide
  try notebook.measure("bias-cost", biasCost, unit: "nats", format: .fixed(1))

  /*:
   ## The KL from the draw, and in closed form

   Pyro's `Trace_ELBO` takes the bound as it stands at the head: $\log p_\theta(x, z) - \log q_\phi(z \mid x)$ at the code
   drawn. Its `TraceMeanField_ELBO`, and this library unless told otherwise, use the closed form where the families have one,

   $$\mathrm{KL}\big(\mathcal{N}(\mu, \sigma^2) \parallel \mathcal{N}(0, 1)\big) = \tfrac{1}{2} \big(\mu^2 + \sigma^2 - 1\big) - \log \sigma$$

   for each number of a code. The means agree, and one expects less noise of the closed form. But the draw enters the
   reconstruction too. Where the guide is the posterior, $\log p_\theta(x, z) - \log q_\phi(z \mid x)$ is the same for every
   draw; what reaches the encoder through $z$ is then 0, and only the score $-\nabla_\phi \log q_\phi(z \mid x)$ at fixed $z$ is
   left, whose mean is 0 and which can be left out [“sticking the landing”, @roeder2017]. So it is measured: the variance
   of the encoder's gradient over {noise-draws} draws of a batch's codes, for {noise-batches} batches, with the first and the last
   weights of each training. The decoder has no part in the KL.
  */
  let forms = [EvidenceLowerBound(usesClosedForms: false), EvidenceLowerBound(guideGradient: .stickingTheLanding)]
  let noiseDraws: Int = try notebook["noise-draws"], someBatches = try (0..<notebook["noise-batches"]).map(someBatch)
  let beginnings = try (0..<count).map { number in
    try makeVAE(standingFor: train.count, using: notebook.random["training"][number]["initial weights"])
  }
  let noises = try [beginnings, trainings.map(\.vae)].map { models in
    try models.map { vae in
      try EvidenceLowerBound().gradientVariances(
        of: forms, for: vae, withRespectTo: vae.encoder.networks.flatMap(\.parameters), on: someBatches,
        draws: noiseDraws, using: notebook.random["noise of gradients"], observer: notebook)
    }
  }
  func verdict(_ ratios: [Double]) -> String {
    let difference = PairedDifference(of: ratios, less: ratios.map { _ in 1 })
    return difference.isHigher ? "the closed form" : difference.isLower ? "the drawn KL" : difference.verdict
  }
  try notebook.show(
    Table(
      columns: ["weights", "KL from the draw", "the same without the score", "less noise: draw or closed form?"],
      rows: zip(["new", "trained"], noises).map { name, ratios in
        [.text(name)] + forms.indices.map { form in .number(Summary(of: ratios.map { $0[form] }), .fixed(3)) }
          + [.text(verdict(ratios.map { $0[0] }))]
      }),
    id: "noise", caption: "The variance by that with the closed form, mean ± standard error over the trainings.")
  if noiseDraws >= 20, epochs >= 5, isStandard {
    notebook.claim(
      "In every training the variances of the two are within a fifth of each other when the weights are trained.",
      noises[1].allSatisfy { abs($0[0] - 1) < 0.2 })
  }
  //: hide
  let fromDraw = noises[0].map { $0[0] }
  for (name, ratio) in [("least", fromDraw.min()!), ("most", fromDraw.max()!)] {
    try notebook.measure("new-\(name)", ratio, tolerance: .noise(of: fromDraw), format: .fixed(2))
  }
  try notebook.measure("trained-ratio", meanOf: noises[1].map { $0[0] }, format: .fixed(2))

  /*:
   ## Reconstructions

   The source draws a code and shows the decoder's mean image of it; below it, the image of the code's mean. The library has the
   two programs ready as one type, which can do both:
  */
  let library = VariationalAutoencoder(
    encoder: trainings[0].vae.encoder, decoder: trainings[0].vae.decoder, likelihood: .greyBernoulli)
  let shown = test.prefix(12), posterior = library.posterior(of: shown.scaled)
  let fromDraws = library.decoded(posterior.sample(using: notebook.random["reconstructions"]))
  let fromMeans = library.decoded(posterior.mean.value)
  try notebook.show(
    ImageGrid(
      (0..<shown.count).map(shown.picture) + RasterImage.images(fromDraws) + RasterImage.images(fromMeans),
      columns: shown.count, rowLabels: ["original", "code drawn", "code's mean"]),
    id: "reconstructions",
    caption: "Twelve test images, and what two numbers keep of them: the kind and its usual shape.")

  //: ## The plane of codes
  let codesByTraining = trainings.map { trained in
    Tensor.concatenate(testBatches.map { trained.vae.encoder(Variable($0), .evaluation).mean.value }, along: 0)
  }
  let codes = codesByTraining[0]
  let reach = Double(codes.elements.map(abs).max()!) * 1.02
  try notebook.show(
    Figure(
      .points(codes.coordinate(0), codes.coordinate(1), categories: test.labels, names: test.classNames),
      x: Axis("z₁", limits: -reach...reach), y: Axis("z₂", limits: -reach...reach), equalAspect: true),
    id: "codes",
    caption: "The means of the codes of {test-images} test images, by their class, which training never saw.")
  let quantiles = normalQuantiles(30, from: 0.01)
  let outside = codesByTraining.map { codes in
    let count = zip(codes.coordinate(0), codes.coordinate(1)).count { max(abs($0), abs($1)) > Float(quantiles[29]) }
    return 100 * Double(count) / Double(test.count)
  }
  try notebook.measure("outside", meanOf: outside, unit: "%", format: .fixed(1))

  /*:
   The decoder's mean images of 30 × 30 codes, at the normal quantiles of probabilities from .01 to .99: each stands for an
   equal share of the prior. {outside} of the codes above lie beyond its rim; of draws from the prior $1 - 0.98^2$ do, 4 in 100.
  */
  let ticks = quantiles.indices.map { $0 % 29 == 0 ? NumberFormat.fixed(2).text(quantiles[$0]) : "" }
  try notebook.show(
    ImageGrid(
      RasterImage.images(library.manifold(at: quantiles)), columns: quantiles.count, rowLabels: ticks.reversed(),
      columnLabels: ticks, rowTitle: "z₂, upwards", columnTitle: "z₁, to the right", magnification: 2, spacing: 0),
    id: "manifold", caption: "What the plane of codes decodes to: neighbours turn into each other.")

  /*:
   ## Conclusion

   The two programs are the source's network, number for number, and after {epochs} epochs they reach {final-bound} on test images,
   which is {final-distance} from the best that their greys can score. Of the choices that the source leaves open, biases that begin
   at 0 change the bound after one epoch, and what they change is {bias-cost}; the KL from the draw multiplies the variance of the
   encoder's gradient by {trained-ratio} after training, and before it by what the first weights decide, {new-least} to {new-most}.
   The losses that the source prints are of other images and of weights that change; from the least possible one the last of as many
   is {source-distance} away, where it is {epoch-distance} here, and that tells the images apart as much as the networks.

   ## What would prove this wrong

   Trainings in PyTorch whose test scores lie farther from these than seeds lie from each other; or, on the full MNIST with the
   source's choices, losses that are not those it printed: `swift run experiments run pyro-vae --set data=mnist --set faithful=true
   --set epochs=10`. What biases of 0 do was looked at after one epoch only.
  */
}
