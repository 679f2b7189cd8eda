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
 # A VAE as a probabilistic program

 A variational autoencoder in two programs: a *model* says how a code of two numbers becomes an image, a *guide* guesses the
 code of an image. The source, a VAE of handwritten digits in Pyro, is built again here, {all-parameters} numbers in all, and
 trained by the same rule. After {epochs} epochs a test image has a lower bound of {final-bound}. No
 model could reach more than {ceiling}, because the pixels are grey and the likelihood wants black and white.

 {learning}

 ## The question

 With a prior $p(z)$ over codes, a decoder $p_\theta(x \mid z)$ and a guide $q_\phi(z \mid x)$, every image has a lower bound on
 its log-evidence (Kingma and Welling 2014),

 $$\log p_\theta(x) \ge \mathbb{E}_{q_\phi(z \mid x)} \big[\log p_\theta(x, z) - \log q_\phi(z \mid x)\big] ,$$

 and Pyro turns this into software: whoever writes the two programs gets the bound and its gradient. The source prints ten
 losses, and nothing about images that it was not trained on. What do its programs become in this library, what do its printed
 numbers mean, and how well does its network do on new images?

 ## Data
*/
let pyroVAE = Experiment(
  "pyro-vae", title: "A VAE as a probabilistic program",
  summary: "Model, guide and plate of a convolutional VAE, and what its loss means, after a source in Pyro.",
  settings: [
    Setting(
      "data", "fashion-mnist", "the images: photographs of clothes, or the source's digits",
      limits: .oneOf(["fashion-mnist", "mnist"])),
    Setting("epochs", 10, smoke: 2, "how often the first training goes through the images", limits: .between(1, 1_000)),
    Setting("trainings", 3, smoke: 2, "trainings, each with weights, order and noise of its own", limits: .between(2, 100)),
    Setting("short-epochs", 3, smoke: 1, "epochs of the trainings after the first", limits: .between(1, 1_000)),
    Setting("batch-size", 128, "images in a step", limits: .between(1, 60_000)),
    Setting("learning-rate", 1e-3, "Adam's learning rate", limits: .above(0)),
    Setting("maximum-gradient-norm", 1_000.0, "longer gradients are cut to this", limits: .above(0)),
    Setting("gradient-draws", 100, smoke: 4, "draws for the variances of the gradients", limits: .between(2, 10_000)),
    Setting("train-images", 60_000, smoke: 640, "images to train on", limits: .between(1, 60_000)),
    Setting("test-images", 10_000, smoke: 200, "images to test on", limits: .between(100, 10_000)),
    Setting("faithful", false, "train as the source does: no scale on the plate, the KL from the draw"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let isDigits = try notebook["data"] == "mnist"
  let data = try isDigits ? notebook.mnist() : notebook.fashionMNIST()
  let train = try data.train.prefix(notebook["train-images"])
  let test = try data.test.prefix(notebook["test-images"])
  try notebook.show(
    [
      "source": .text(data.source), "training images used here": .number(train.count),
      "test images used here": .number(test.count),
    ], id: "images")

  /*:
   ## The programs

   This is the source's `class VAE`, statement by statement:

   | in Pyro | here | what it does |
   | --- | --- | --- |
   | `pyro.plate("data", n)` | `trace.plate("data", size: n, of: total)` | the images are independent given the weights; `total` says how many they stand for |
   | `pyro.sample("latent", …)` | `trace.sample("z", …)` | draws a value in the guide; scores that value in the model |
   | `pyro.sample("obs", …, obs=x)` | `trace.observe("x", …, x)` | scores the data |
   | `.to_event(1)`, `.to_event(3)` | `.toEvent(1)`, `.toEvent(3)` | the last axes belong to one draw: its log-densities are added |
   | `pyro.module("decoder", …)`, `pyro.clear_param_store()` | `parameters` | what training moves |
   | `dist.Bernoulli(loc_img)` | `Bernoulli(logits: …)` | a pixel given the code |
   | `SVI(…, loss=Trace_ELBO())` | `SVI(…, objective: EvidenceLowerBound(usesClosedForms: false))` | steps up the bound |

   Inside the plate of 128 images the code has the batch shape 128 × 2 before `toEvent(1)`, and after it 128 with an event of 2: the
   plate counts images, and the two numbers of a code are one draw. An image is one event of 28 × 28 × 1. Without `toEvent` the
   shapes do not fit the plate, which is an error that says so.

   Pyro keeps all parameters in one store for the whole process, in which `pyro.module` enters the weights of a network by name.
   There `SVI` finds what to move, and it has to be cleared before another model begins. Here a model says itself what its
   parameters are. There is no store, and two models in one process, as below, cannot meet in it.
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
        let code = encoder(Variable(x), trace.pass)
        try trace.sample("z", code.toEvent(1))
      }
    }

    var parameters: [Parameter] { (encoder.networks + [decoder]).flatMap(\.parameters) }

    /// The same two programs as the library has them ready.
    var ready: VariationalAutoencoder {
      VariationalAutoencoder(encoder: encoder, decoder: decoder, likelihood: .greyBernoulli, total: total)
    }

    /// As the source's `reconstruct_img`: a draw of the code, then the mean image, which is not drawn from.
    func reconstructions(of x: Tensor, using random: Random) -> Tensor {
      var random = random
      let z = encoder(Variable(x), .evaluation).sample(using: &random)
      return Bernoulli(logits: decoder(Variable(z), .evaluation)).mean.value
    }
  }

  func makeVAE(standingFor total: Int?, drawingBiases: Bool = true, using random: Random) throws -> VAE {
    let vae = try VAE(
      encoder: .stridedConvolutions(using: random), decoder: .stridedDecoder(using: random), total: total)
    if drawingBiases { (vae.encoder.networks + [vae.decoder]).forEach { $0.drawBiases(using: random["biases"]) } }
    return vae
  }
  let untrained = try makeVAE(standingFor: train.count, using: notebook.random["initial weights"])

  /*:
   The networks are in [StridedConvolutions.swift](../../Experiments/Models/StridedConvolutions.swift). The encoder ends in two
   heads, the mean of the code and the logarithm of its standard deviation; the decoder in one logit for each pixel, where the
   source applies the sigmoid at once. What PyTorch makes of the source's declarations has the sizes
  */
  struct SourceLayer {
    let declaration: String
    let output: Shape
    let parameters: Int
  }
  let sourceLayers = [
    SourceLayer(declaration: "Conv2d(1, 16, 3)", output: [28, 28, 16], parameters: 16 * (1 * 9 + 1)),
    SourceLayer(declaration: "Conv2d(16, 32, 3, 2)", output: [14, 14, 32], parameters: 32 * (16 * 9 + 1)),
    SourceLayer(declaration: "Conv2d(32, 32, 3)", output: [14, 14, 32], parameters: 32 * (32 * 9 + 1)),
    SourceLayer(declaration: "Linear(6272, 32)", output: [32], parameters: 32 * (6_272 + 1)),
    SourceLayer(declaration: "Linear(32, 2), mean", output: [2], parameters: 2 * (32 + 1)),
    SourceLayer(declaration: "Linear(32, 2), log σ", output: [2], parameters: 2 * (32 + 1)),
    SourceLayer(declaration: "Linear(2, 6272)", output: [6_272], parameters: 6_272 * (2 + 1)),
    SourceLayer(declaration: "ConvTranspose2d(32, 32, 3, 2)", output: [28, 28, 32], parameters: 32 * (32 * 9 + 1)),
    SourceLayer(declaration: "Conv2d(32, 1, 3)", output: [28, 28, 1], parameters: 1 * (32 * 9 + 1)),
  ]
  let layers = (untrained.encoder.networks + [untrained.decoder]).flatMap(\.summary.rows).filter { $0.parameterCount > 0 }
  try notebook.show(
    Table(
      columns: ["in the source", "here", "output", "parameters"],
      rows: zip(sourceLayers, layers).map { source, layer in
        [
          .text("`\(source.declaration)`"), .text(layer.layer), .text(layer.outputShape.description),
          .number(layer.parameterCount),
        ]
      }),
    id: "layers", caption: "The layers that have parameters: three of the encoder's trunk are convolutions.")
  notebook.claim(
    "Layer by layer, shapes and numbers of parameters are those of the source.",
    layers.map(\.outputShape) == sourceLayers.map(\.output)
      && layers.map(\.parameterCount) == sourceLayers.map(\.parameters))
  let encoderCount = untrained.encoder.networks.map(\.summary.parameterCount).reduce(0, +)
  let decoderCount = untrained.decoder.summary.parameterCount
  try notebook.measure("encoder-parameters", encoderCount)
  try notebook.measure("decoder-parameters", decoderCount)
  try notebook.measure("all-parameters", encoderCount + decoderCount)
  notebook.claim("The encoder has 214,916 parameters and the decoder 28,353.", (encoderCount, decoderCount) == (214_916, 28_353))

  /*:
   ## What a grey pixel can score

   A Bernoulli distribution is one of zeros and ones. The source hands it grey pixels all the same, as is usual, and its
   formula takes them: with a logit $\eta$,

   $$x \eta - \log(1 + e^\eta) \le x \log x + (1 - x) \log (1 - x) = -H(x) ,$$

   with equality where the decoder's mean is the pixel. The sum over an image is a score, a negative cross-entropy, but no
   log-density: over the greys from 0 to 1 it does not integrate to 1, and a perfect model of an image that is all grey would
   be charged $\log 2$ a pixel. Since the KL is not negative, no lower bound exceeds minus the entropy of the image's greys. What
   is to be judged is the distance from there.
  */
  func greyEntropies(of images: LabelledImages) -> Summary {
    func nats(_ p: Double) -> Double { p > 0 ? -p * log(p) : 0 }
    let ofByte = (0...255).map { nats(Double($0) / 255) + nats(1 - Double($0) / 255) }
    return Summary(
      of: (0..<images.count).map { index in images.pixels(of: index).reduce(0) { $0 + ofByte[Int($1)] } })
  }
  let ceiling = -greyEntropies(of: test)
  let digitsCeiling = -greyEntropies(of: try notebook.mnist().train)

  /*:
   For these test images the best possible mean is {ceiling} (standard error {ceiling-error:value}). For the source's digits it is
   {digits-ceiling}, by the digits that come with the library: few of their pixels are grey. The source's last loss is
   {source-distance} from its own best possible score, a distance that can be compared across data sets where the losses cannot.

   Pyro's Bernoulli is given probabilities, and keeps them at least $10^{-7}$ from 0 and 1 before it takes a logarithm; where
   that clips, a pixel has no gradient any more. Logits need no clipping. [continuous-bernoulli](../continuous-bernoulli/README.md)
   has the density that belongs to grey pixels, and what it changes.
  */
  //: hide
  try notebook.measure("ceiling", ceiling.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("ceiling-error", ceiling.standardError, unit: "nats", format: .fixed(1))
  try notebook.measure("digits-ceiling", digitsCeiling.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("source-distance", 155.59 + digitsCeiling.mean, unit: "nats", format: .fixed(1))

  /*:
   ## What the scale of the plate does

   The source's plate says how many images the batch has, not how many it stands for. With $N$ images, $B$ in a batch and
   $\ell_i$ the bound of one of them, the bound on all data and its estimate from a batch are

   $$\sum_{i=1}^N \ell_i \approx \frac{N}{B} \sum_{i \in \text{batch}} \ell_i ;$$

   the source leaves out the factor $N/B$, and its loss is the sum over a batch. All terms of this model stand inside the plate,
   so the factor multiplies the loss and its gradient and turns nothing. (Where weights had priors of their own, outside the plate,
   it would decide how much these count.) On one batch:
  */
  let batchSize: Int = try notebook["batch-size"]
  let learningRate: Double = try notebook["learning-rate"]
  let oneBatch = Minibatches(of: batchSize, from: train, using: notebook.random["one batch"])[0].scaled

  struct FirstStep {
    let loss: Float
    let gradients, moves: [Tensor]
    var norm: Double { Tensor.norm(of: gradients) }
    /// The length of the difference from another's move, relative to that one's.
    func detour(from other: FirstStep) -> Double {
      Tensor.norm(of: zip(moves, other.moves).map { $0 - $1 }) / Tensor.norm(of: other.moves)
    }
    /// The same of the gradients when each is divided by its length.
    func turn(from other: FirstStep) -> Double {
      let (own, others) = (Float(1 / norm), Float(1 / other.norm))
      return Tensor.norm(of: zip(gradients, other.gradients).map { $0 * own - $1 * others })
    }
  }
  func firstStep(standingFor total: Int?, times scale: Float) throws -> FirstStep {
    let vae = try makeVAE(standingFor: total, using: notebook.random["initial weights"])
    let tape = Tape(), before = vae.parameters.map(\.value)
    let loss = try EvidenceLowerBound().loss(
      of: vae, on: oneBatch, pass: Pass(.training, on: tape), using: notebook.random["first step"])
    let byParameter = tape.gradients(ofSum: loss.terms.map { ($0.value, scale) })
    let gradients = vae.parameters.compactMap { byParameter[$0] }
    var adam = Adam(.constant(Float(learningRate)))
    adam.update(vae.parameters, along: gradients)
    return FirstStep(
      loss: scale * loss.terms.reduce(0) { $0 + $1.value.value.element }, gradients: gradients,
      moves: zip(vae.parameters, before).map { $0.value - $1 })
  }
  let asSource = try firstStep(standingFor: nil, times: 1)
  let scaled = try firstStep(standingFor: train.count, times: 1)
  let perImage = try firstStep(standingFor: train.count, times: 1 / Float(train.count))

  try notebook.show(
    Table(
      columns: ["plate", "loss", "length of the gradient", "turned by", "Adam's first move, differs by"],
      rows: [
        ("no scale, as in the source", asSource), ("standing for all images", scaled), ("the same, an image", perImage),
      ].map { name, step in
        [
          .text(name), .number(step.loss, .significant(6)), .number(step.norm, .significant(6)),
          .number(step.turn(from: perImage), .significant(1)), .number(step.detour(from: perImage), .significant(1)),
        ]
      }),
    id: "scales", caption: "One batch, one draw of the codes, new weights. The last two columns are relative to the last row.")
  notebook.claim(
    "Loss and gradient of the source are those of a mean image times the number of images in a batch, and the gradient has the same direction (to 10⁻⁴).",
    abs(asSource.loss / perImage.loss / Float(batchSize) - 1) < 1e-4
      && abs(asSource.norm / perImage.norm / Double(batchSize) - 1) < 1e-4 && asSource.turn(from: perImage) < 1e-4)

  /*:
   Adam divides a gradient by its own recent size, so that a factor cancels but for the small number that it adds to the
   divisor. So the missing scale changes neither what the source learns nor, since it divides the sum of its losses by the number
   of images, what it prints: the mean loss of an image *over an epoch, while the weights change*, on the images trained on. Its first
   figure contains the very first steps. It is no test score, and below it is set beside the same mean, not beside one.

   ## Training

   A step of Adam on a batch of {batch-size}, at the same rate throughout. After each epoch every test image is scored, with one
   draw of its code and the KL in closed form. An epoch here leaves out the images that do not fill a batch; the source makes
   one more step of them. Gradients longer than {maximum-gradient-norm} are cut to that length, which the source does not do.
  */
  let isFaithful: Bool = try notebook["faithful"]
  let objective = EvidenceLowerBound(usesClosedForms: !isFaithful)
  let lossScale = isFaithful ? .total : LossScale.perDatum
  let maximumNorm: Float = try notebook["maximum-gradient-norm"]
  let epochs: Int = try notebook["epochs"], shortEpochs: Int = try notebook["short-epochs"]
  let testBatches = test.batches(of: 250) { images, _ in images.scaled }

  struct Training {
    let vae: VAE
    let log: TrainingLog
    let batchesPerEpoch: Int
    /// The test ELBO after each epoch.
    var testBounds: [Double] { log["test ELBO"] }
    /// The values of the steps of each epoch.
    func byEpoch(_ name: String) -> [Summary] {
      stride(from: 0, to: log[name].count, by: batchesPerEpoch).map {
        Summary(of: Array(log[name][$0..<$0 + batchesPerEpoch]))
      }
    }
  }
  func trained(_ number: Int, epochs: Int, drawingBiases: Bool = true) throws -> Training {
    let random = notebook.random["training"][number]
    let vae = try makeVAE(
      standingFor: isFaithful ? nil : train.count, drawingBiases: drawingBiases, using: random["initial weights"])
    let batches = Minibatches(of: batchSize, from: train, using: random["order of the images"])
    var svi = SVI(
      vae, objective: objective, optimizer: Adam(.constant(Float(learningRate))), lossScale: lossScale,
      maximumGradientNorm: isFaithful ? nil : maximumNorm)
    let phase = "training \(number + 1)" + (drawingBiases ? "" : " from biases of 0")
    let log = try notebook.train(&svi, steps: epochs * batches.perEpoch, as: phase) { svi, step in
      let found = try svi.step(batches[step.index].scaled, using: random["noise"][step.index]).findings
      guard (step.index + 1) % batches.perEpoch == 0 else { return found }
      let evaluation = try Evaluation(of: vae, on: testBatches, using: notebook.random["test noise"])
      return found.adding("test ELBO", evaluation.bound.mean).adding("test KL", evaluation.rate.mean)
    }
    return Training(vae: vae, log: log, batchesPerEpoch: batches.perEpoch)
  }
  let count: Int = try notebook["trainings"]
  let trainings = try (0..<count).map { try trained($0, epochs: $0 == 0 ? epochs : shortEpochs) }
  let withoutBiases = try (0..<count).map { try trained($0, epochs: 1, drawingBiases: false) }
  let biasCost = Summary(of: withoutBiases.map { $0.testBounds[0] }, less: trainings.map { $0.testBounds[0] })
  try notebook.measure("bias-cost", biasCost.mean, unit: "nats", format: .fixed(1))
  try notebook.measure("bias-cost-error", biasCost.standardError, unit: "nats", format: .fixed(1))
  let first = trainings[0]
  let perImageScale = isFaithful ? 1 / Double(batchSize) : 1
  let losses = first.byEpoch("loss").map { $0.mean * perImageScale }
  let shared = (0..<min(epochs, shortEpochs)).map { epoch in Summary(of: trainings.map { $0.testBounds[epoch] }) }

  // What the source printed, nats an image of MNIST; and the test ELBO of its network in PyTorch on Fashion-MNIST.
  let printed = [210.26, 175.43, 169.59, 165.59, 162.72, 160.50, 158.81, 157.49, 156.46, 155.59]
  let inPyTorch = isDigits ? [] : [-287.4, -280.2, -277.2]

  func number(_ values: [Double], _ index: Int, _ digits: Int = 2) -> Table.Cell {
    values.indices.contains(index) ? .number(values[index], .fixed(digits)) : ""
  }
  try notebook.show(
    Table(
      columns: [
        "epoch", "source: loss (MNIST)", "here: loss", "here: test ELBO", "of it KL", "test ELBO, \(count) trainings",
        "the same in PyTorch",
      ],
      rows: (0..<epochs).map { epoch -> [Table.Cell] in
        [
          .number(epoch + 1), number(printed, epoch), number(losses, epoch), number(first.testBounds, epoch),
          number(first.log["test KL"], epoch), epoch < shared.count ? .number(shared[epoch], .fixed(2)) : "",
          number(inPyTorch, epoch, 1),
        ]
      }),
    id: "scores",
    caption: "Nats an image. Losses are means over the steps of an epoch; test ELBOs are taken after it.")
  try notebook.show(
    Figure(
      [
        .line(losses, name: "loss in training"),
        .connectedPoints(Array(1...epochs), first.testBounds.map { -$0 }, name: "test, −ELBO"),
        .line(printed, name: "the source's loss (MNIST)"),
        .horizontalLine(at: -ceiling.mean, name: "the least possible here"),
      ], x: "epoch", y: Axis("loss", unit: "nats an image")),
    id: "learning", caption: "…")

  //: ## Gradients that jump
  let norms = first.byEpoch("gradient norm")
  let allNorms = trainings.flatMap { $0.log["gradient norm"] }
  let cut = allNorms.count { $0 > Double(maximumNorm) }
  try notebook.show(
    Table(
      columns: ["epoch", "median", "99 of 100 below", "largest"],
      rows: norms.enumerated().map { epoch, norm in
        [
          .number(epoch + 1), .number(norm.median, .fixed(1)), .number(norm.quantile(0.99), .fixed(1)),
          .number(norm.maximum, .fixed(1)),
        ]
      }), id: "norms", caption: "The length of the gradient, in nats an image for a unit of the weights.", fold: true)
  try notebook.measure("cut-share", 100 * Double(cut) / Double(allNorms.count), unit: "%", format: .significant(2))

  /*:
   ## The KL from a draw, and in closed form

   Pyro's `Trace_ELBO` takes the bound as it is written at the head: $\log p_\theta(x, z) - \log q_\phi(z \mid x)$ at the drawn code. Its
   `TraceMeanField_ELBO`, like this library where nothing else is said, puts the KL in closed form where the families have
   one,

   $$\mathrm{KL}\big(\mathcal{N}(\mu, \sigma^2) \,\|\, \mathcal{N}(0, 1)\big) = \tfrac{1}{2} \big(\mu^2 + \sigma^2 - 1\big) - \log \sigma ,$$

   for each number of the code. Both have the same mean. Less noise is what one expects of the closed form, but the draw
   enters the reconstruction too, and where $q_\phi(z \mid x)$ is the posterior, $\log p_\theta(x, z) - \log q_\phi(z \mid x)$ is the same for every
   draw: then it is the sampled form that has no noise (Roeder et al. 2017). So it is measured, over {gradient-draws} draws of the
   codes of one batch, before training and after it:
  */
  struct Noise {
    /// Standard deviations over the draws: of the loss, and of the whole gradient of the encoder and of the decoder.
    let loss, encoder, decoder: Double
  }
  let draws: Int = try notebook["gradient-draws"]
  func noise(of vae: VAE, usesClosedForms: Bool) throws -> Noise {
    let objective = EvidenceLowerBound(usesClosedForms: usesClosedForms)
    let random = notebook.random["gradient draws"], total = Double(vae.total ?? batchSize)
    let losses = try (0..<draws).map { draw in
      try objective.loss(of: vae, on: oneBatch, pass: .evaluation, using: random[draw]).terms
        .reduce(0) { $0 + Double($1.value.value.element) / total }
    }
    let bench = try GradientBench(
      objective, of: vae, on: oneBatch, draws: draws, using: random, observer: notebook)
    let encoderCount = vae.encoder.networks.flatMap(\.parameters).count
    func deviation(_ statistics: some Sequence<GradientBench.Statistics>) -> Double {
      statistics.reduce(0) { $1.variance.reduce($0, +) }.squareRoot() / total
    }
    return Noise(
      loss: Summary(of: losses).standardDeviation, encoder: deviation(bench.statistics.prefix(encoderCount)),
      decoder: deviation(bench.statistics.dropFirst(encoderCount)))
  }
  struct NoiseOfBoth {
    let name: String
    let sampled, closed: Noise
  }
  let noises = try [("new weights", untrained), ("trained", first.vae)].map { name, vae in
    NoiseOfBoth(
      name: name, sampled: try noise(of: vae, usesClosedForms: false), closed: try noise(of: vae, usesClosedForms: true))
  }
  func row(_ noise: NoiseOfBoth, _ what: String, _ part: KeyPath<Noise, Double>) -> [Table.Cell] {
    let (sampled, closed) = (noise.sampled[keyPath: part], noise.closed[keyPath: part])
    return [
      .text("\(noise.name): \(what)"), .number(sampled, .significant(3)), .number(closed, .significant(3)),
      .number((sampled / closed) * (sampled / closed), .fixed(2)),
    ]
  }
  try notebook.show(
    Table(
      columns: ["standard deviation of", "KL from the draw", "closed form", "ratio of variances"],
      rows: noises.flatMap { [row($0, "loss", \.loss), row($0, "encoder's gradient", \.encoder), row($0, "decoder's gradient", \.decoder)] }),
    id: "noise", caption: "Per image, of a batch of {batch-size}.")

  //: ## Reconstructions
  let shown = test.prefix(12), library = first.vae.ready
  let originals = (0..<shown.count).map(shown.picture)
  let fromDraw = GrayImage.images(first.vae.reconstructions(of: shown.scaled, using: notebook.random["reconstructions"]))
  let fromMean = GrayImage.images(library.reconstructions(of: shown.scaled))
  try notebook.show(
    ImageGrid(originals + fromDraw + fromMean, columns: shown.count, rowLabels: ["original", "a draw", "the mean"]),
    id: "reconstructions",
    caption: "Twelve test images; their mean images by a draw of the code, as in the source, and by the mean of the code.")

  //: ## The plane of codes
  let evaluation = try Evaluation(
    of: first.vae, on: testBatches, using: notebook.random["test noise"], as: "codes of the test images", observer: notebook)
  try notebook.show(
    Figure(
      .points(
        evaluation.codes.coordinate(0), evaluation.codes.coordinate(1), categories: test.labels, names: test.classNames),
      x: "z₁", y: "z₂", equalAspect: true),
    id: "codes", caption: "c")
  let places = normalQuantiles(30, from: 0.01)
  try notebook.show(
    ImageGrid(
      GrayImage.images(library.manifold(at: places)), columns: places.count, rowTitle: "z₂", columnTitle: "z₁", spacing: 0),
    id: "manifold", caption: "c")
  try notebook.measure("final-bound", first.testBounds[epochs - 1], unit: "nats", format: .fixed(1))
}
