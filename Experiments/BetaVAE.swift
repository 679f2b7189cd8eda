import Laboratory

/*:
 # β-VAE

 A variational autoencoder learns to describe an image by a few numbers, and pays for every bit of the description.
 The weight β sets the price: trained for {steps} steps at β = {smallest-beta} it spends {kl-at-smallest-beta} on the code
 of a test image and explains the image with {reconstruction-at-smallest-beta}; at β = {largest-beta} it spends
 {kl-at-largest-beta} and explains {reconstruction-at-largest-beta}.

 {rate-distortion}

 ## The question

 Let $p(z) = \mathcal{N}(0, I)$ be a prior over codes $z$, $p_\theta(x \mid z)$ a decoder and $q_\phi(z \mid x)$ an encoder.
 The evidence lower bound of an image $x$ has two terms,

 $$\log p_\theta(x) \;\ge\; \underbrace{\mathbb{E}_{q_\phi(z \mid x)} \log p_\theta(x \mid z)}_{\text{reconstruction}}
 \;-\; \underbrace{\mathrm{KL}\big(q_\phi(z \mid x) \,\|\, p(z)\big)}_{\text{rate}},$$

 how well the code explains the image, and how many nats the code costs. The β-VAE [@higgins2017] trains with the
 second term weighted by β. With β = 1 that is the bound itself; with β > 1 a code has to be worth more than it costs. What
 does it buy, and what does it cost?

 ## Data

 Photographs of clothes, 28 × 28 grey pixels each, in ten classes that training never sees.
*/
let betaVAE = Experiment(
  "beta-vae", title: "β-VAE", summary: "Rate against distortion of a convolutional VAE as β grows.",
  settings: [
    Setting("beta", [0.5, 1.0, 2.0, 4.0, 8.0], "weights of the KL term, one training each", limits: .atLeast(0)),
    Setting(
      "steps", 1_875, smoke: 30, paper: 9_375, "optimiser steps of each training", limits: .between(1, 1_000_000)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)),
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting("final-learning-rate", 0.0, "and at the last, along half a cosine", limits: .atLeast(0)),
    Setting("maximum-gradient-norm", 5_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(2, 512)),
    Setting(
      "test-images", 10_000, smoke: 200, "test images that the figures and tables rest on",
      limits: .between(100, 10_000)),
    Setting("faithful", false, "draw the manifold as the source does, without the codes' mean and spread"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let batchSize: Int = try notebook["batch-size"], testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: max(batchSize, 18), test: testCount)
  let test = data.test.prefix(testCount)
  try notebook.show(["source": .text(data.source), "test images used here": .number(test.count)], id: "data")

  try notebook.show(
    ImageGrid((0..<18).map(data.train.picture), columns: 6), id: "samples",
    caption: "The first eighteen training images.")

  let zeros = data.train.pixels.count { $0 == 0 }
  try notebook.measure(
    "zero-share", 100 * Double(zeros) / Double(data.train.pixels.count), unit: "%", tolerance: .exact, format: .fixed(1)
  )

  /*:
   A pixel is a byte, and {zero-share} of the bytes are exactly 0. A density over the pixels could be made as large as one likes by
   concentrating it there, and training would chase that for ever. So the pixels are made continuous, as the photograph once
   was: $x = (b + u)/256$ with $u$ uniform on $[0, 1)$.

   ## Model

   A pixel in $[0, 1]$ calls for a density on $[0, 1]$. The Bernoulli distribution, often used here, is none; the *continuous
   Bernoulli* [@loaiza2019] is, with

   $$\log p(x \mid \eta) = \eta x - A(\eta), \qquad A(\eta) = \log \frac{e^\eta - 1}{\eta}.$$

   Its mean is $A'(\eta)$, which is what the figures below show of a decoded code. The logits are kept within
   $\pm\log(10^4 - 1)$, as the paper's authors do.

   The network is the one that [conv-vae](../conv-vae/README.md) takes apart; it is written as a model and a guide in
   [ConvolutionalVAE.swift](../../Experiments/Models/ConvolutionalVAE.swift).
  */
  let latentSize: Int = try notebook["latent-size"]
  func makeVAE() throws -> VariationalAutoencoder {
    try .convolutional(latentSize: latentSize, using: notebook.random["initial weights"])
  }

  let untrained = try makeVAE()
  try notebook.showLayers(of: untrained.networks, fold: true)

  /*:
   The encoder has {encoder-parameters} parameters, the decoder {decoder-parameters}.

   ## Training

   One step draws a batch, makes it continuous, draws one code for each image through its mean and standard deviation
   [@kingma2014], and moves the parameters down the gradient with Adam. The learning rate falls along half a
   cosine from {learning-rate} to {final-learning-rate}, so that the last steps settle instead of wandering. Each training
   gets the same initial weights, the same batches and the same noise, so that β is all that differs. A gradient whose norm
   exceeds {maximum-gradient-norm} is scaled down to it: the scale of a posterior is an exponential, and one batch for which it
   explodes would fill Adam's memory for thousands of steps. Half of the norms are above {training-norm}; {training-clipped} of
   the steps were scaled down.
  */
  let betas = try (notebook["beta"] as [Double]).sorted()
  let steps: Int = try notebook["steps"]
  let learningRate = try LearningRate.cosine(
    initial: notebook["learning-rate"], final: notebook["final-learning-rate"], over: steps)

  struct Trained {
    let beta: Double
    let vae: VariationalAutoencoder
    let log: TrainingLog
    var name: String { "β = \(NumberFormat.shortest(beta))" }
  }
  let trained = try betas.map { beta -> Trained in
    let vae = try makeVAE()
    var svi = SVI(
      vae, objective: EvidenceLowerBound(klWeight: .constant(Float(beta))), optimizer: Adam(learningRate),
      maximumGradientNorm: try notebook["maximum-gradient-norm"])
    let batches = Minibatches(of: batchSize, from: data.train, using: notebook.random["order of the images"])
    let phase = "training at β = \(NumberFormat.shortest(beta))"
    let log = try notebook.train(&svi, steps: steps, as: phase) { svi, step in
      let random = notebook.random["training noise"][step.index]
      return try svi.step(batches[step.index].dequantized(using: random), using: random)
    }
    return Trained(beta: beta, vae: vae, log: log)
  }

  try notebook.measureGradientNorms(
    "training", of: trained.map(\.log), clippedAbove: notebook["maximum-gradient-norm"])
  try notebook.show(
    Panels(
      [
        Figure(
          trained.map { .smoothedLine($0.log["distortion"], name: $0.name) }, x: "step",
          y: Axis("−log p(x | z)", unit: "nats"), title: "Distortion"),
        Figure(
          trained.map { .smoothedLine($0.log["rate"], name: $0.name) }, x: "step",
          y: Axis("KL", unit: "nats", scale: .log), title: "Rate"),
      ], sharing: .legend, palette: .ordered),
    id: "loss",
    caption: "Both terms of the loss, not weighted by β, on each training batch.")

  /*:
   ## What the test images cost

   Each test image is encoded, one code is drawn, and both terms are computed in evaluation mode, where batch normalisation
   uses the statistics that it gathered in training. A unit of the code counts as active where its mean varies from image to
   image by more than 0.01 [@burda2016].
  */
  let testNoise = notebook.random["test noise"]
  let testBatches = test.batches(of: 200) { $0.dequantized(using: testNoise[$1]) }
  struct Tested {
    let trained: Trained
    let evaluation: Evaluation
    var beta: Double { trained.beta }
    var name: String { trained.name }
    var reconstruction: Summary { -evaluation.distortion }
  }
  let tested = try trained.map { trained in
    Tested(
      trained: trained,
      evaluation: try Evaluation(
        of: trained.vae, on: testBatches, using: testNoise["codes"], as: "evaluation", observer: notebook))
  }

  try notebook.show(
    Table(
      columns: ["β", "reconstruction", "KL", "ELBO", "active units"],
      rows: tested.map {
        [
          .number($0.beta), .number($0.reconstruction, .fixed(2)), .number($0.evaluation.rate, .fixed(2)),
          .number($0.evaluation.bound, .fixed(2)), "\($0.evaluation.activeUnits) of \(latentSize)",
        ]
      }),
    id: "scores",
    caption:
      "Nats an image over {test-images} test images, mean ± standard error of the mean. ELBO = reconstruction − KL.")
  if tested.count > 1 {
    let neighbours = zip(tested, tested.dropFirst())
    notebook.claim(
      "The KL falls as β grows.", neighbours.allSatisfy { $0.evaluation.rate.mean > $1.evaluation.rate.mean })
    // Before the training has gone through the data once, the reconstruction is still limited by the steps, not by β.
    if steps * batchSize >= data.train.count {
      notebook.claim(
        "The reconstruction worsens as β grows.",
        neighbours.allSatisfy { $0.reconstruction.mean > $1.reconstruction.mean })
    }
  }
  let smallest = tested[0], largest = tested[tested.count - 1]
  //: hide
  for (place, result) in [("smallest", smallest), ("largest", largest)] {
    try notebook.measure("\(place)-beta", result.beta, tolerance: .exact, format: .exact)
    try notebook.measure("active-at-\(place)-beta", result.evaluation.activeUnits)
    let terms: [(name: String, value: Summary, format: NumberFormat)] = [
      ("kl", result.evaluation.rate, .fixed(1)), ("elbo", result.evaluation.bound, .fixed(0)),
      ("reconstruction", result.reconstruction, .fixed(0)),
    ]
    for term in terms {
      try notebook.measure("\(term.name)-at-\(place)-beta", term.value.mean, unit: "nats", format: term.format)
    }
  }

  /*:
   A log-density may well be positive: a pixel that is known to a hundredth has a density near 100. Between the smallest
   and the largest β the ELBO moves from {elbo-at-smallest-beta} to {elbo-at-largest-beta}.

   In the plane of rate and distortion [@alemi2018] each training is a point; the figure stands at the head of this
   report. β is the exchange rate: for the best possible models the points form a convex curve, whose slope is −β.
  */
  try notebook.show(
    Figure(
      .connectedPoints(
        tested.map(\.evaluation.rate.mean), tested.map(\.evaluation.distortion.mean), labels: tested.map(\.name)),
      x: Axis("rate: KL", unit: "nats"), y: Axis("distortion: −log p(x | z)", unit: "nats")),
    id: "rate-distortion",
    caption: "Each training by what its codes cost and how badly they explain the test images; lower left is better.")

  /*:
   The KL is a sum over the units of the code. Sorted by size, it shows whether a higher price makes all units terser or
   silences some. A silent unit has the prior as its posterior, whatever the image.
  */
  try notebook.show(
    Figure(ratesByUnitOf: tested.map { ($0.name, $0.evaluation) }, palette: .ordered), id: "kl-by-unit",
    caption: "What each unit of the code costs on the test images.")

  /*:
   ## What comes out of the prior

   A generative model should make clothes of nothing but noise. The same {prior-draws} codes are drawn from the prior and
   decoded by each network, the untrained one first.
  */
  let prior = Tensor.normal([10, latentSize], using: notebook.random["prior draws"])
  try notebook.measure("prior-draws", prior.shape[0])

  try notebook.show(
    ImageGrid(
      ([untrained] + trained.map(\.vae)).flatMap { vae in RasterImage.images(vae.decoded(prior)) }, columns: 10,
      rowLabels: ["untrained"] + trained.map(\.name)),
    id: "prior-draws-decoded", caption: "The mean image of each of ten codes from the prior; a column is one code.")

  let darkest = Likelihood.continuousBernoulli()(Variable(Tensor([-.infinity], shape: [1])), eventAxes: 1).mean.value
    .element
  try notebook.measure("darkest-mean", darkest, format: .fixed(3))

  /*:
   The backgrounds are dark grey, not black: the bound on the logits lets no mean fall below {darkest-mean}.

   ## Reconstructions

   What survives the way through the code and back. The code is the mean of the posterior, the image the mean of the
   decoder's distribution.
  */
  let shown = test.prefix(12)
  try notebook.show(
    ImageGrid(
      (0..<shown.count).map(shown.picture)
        + trained.flatMap { RasterImage.images($0.vae.reconstructions(of: shown.scaled)) },
      columns: shown.count, rowLabels: ["original"] + trained.map(\.name)),
    id: "reconstructions", caption: "Twelve test images and what each network makes of them.")

  /*:
   ## The codes

   The network never saw a label, and yet the codes of a class lie together. The two principal components of the codes of
   the test images, one picture for the smallest β and one for the largest:
  */
  try notebook.show(
    Panels(
      (tested.count > 1 ? [smallest, largest] : [smallest]).map { result in
        let plane = try CodePlane(of: result.evaluation.codes)
        let explained = plane.components.explainedVarianceRatio.map { Int(($0 * 100).rounded()) }
        return Figure(
          .points(plane.x, plane.y, categories: test.labels, names: test.classNames),
          x: "first component (\(explained[0])% of the variance)", y: "second component (\(explained[1])%)",
          title: result.name)
      }, sharing: .legend),
    id: "codes",
    caption: "Posterior means of {test-images} test images in the plane of their first two principal components.")

  /*:
   ## The manifold

   The plane of the first two components, decoded on a grid. A point of the grid is

   $$z = m + a_1 \sqrt{\lambda_1}\, v_1 + a_2 \sqrt{\lambda_2}\, v_2$$

   with the mean $m$ of the codes, their components $v$ and the variances $\lambda$ along them; $a_1$ and $a_2$ are the normal
   quantiles of fifteen probabilities from 0.05 to 0.95, between ±1.64. The notebook that this report follows,
   “Going further with VAEs” [@ollion2020], leaves out $m$ and $\sqrt{\lambda}$, as if the codes lay around the origin and spread by one.
   They spread by {first-spread} and {second-spread} along the two components, and their mean lies {mean-distance} from the
   origin. Of the codes, seen in this plane, {covered} lie within the grid, and {source-covered} within the source's.
  */
  let middle = tested[tested.count / 2]
  let plane = try CodePlane(of: middle.evaluation.codes)
  let quantiles = normalQuantiles(15, from: 0.05)
  let grid = try notebook["faithful"] ? plane.sourceGrid(at: quantiles) : plane.grid(at: quantiles)
  try notebook.show(
    ImageGrid(
      RasterImage.images(middle.trained.vae.decoded(grid)), columns: 15,
      rowTitle: "second component", columnTitle: "first component", spacing: 0),
    id: "manifold", caption: "The plane of the first two components of the codes at \(middle.name), decoded.")
  //: hide
  let spreads = [
    ("first-spread", plane.spreads[0]), ("second-spread", plane.spreads[1]), ("mean-distance", plane.meanDistance),
  ]
  for (name, value) in spreads { try notebook.measure(name, value, format: .fixed(2)) }
  let coverages = [
    ("covered", plane.coverage(within: quantiles[14])),
    ("source-covered", plane.sourceCoverage(within: quantiles[14])),
  ]
  for (name, value) in coverages { try notebook.measure(name, value, unit: "%", format: .fixed(0)) }

  /*:
   ## What was checked

   The score of an image must not depend on the images beside it. The first hundred test images are scored in batches of a
   hundred and of one, with codes at the posterior's mean; the largest difference is {batch-dependence}.
  */
  let vae = smallest.trained.vae
  func scoreAtMean(_ images: Tensor) -> [Float] {
    vae.distribution(of: vae.posterior(of: images).mean).logDensity(Variable(images)).value.elements
  }
  let hundred = test.prefix(100).scaled
  let alone = (0..<100).flatMap { scoreAtMean(hundred.gathered([$0])) }
  let dependence = zip(scoreAtMean(hundred), alone).map { abs($0 - $1) }.max()!
  try notebook.measure(
    "batch-dependence", dependence, unit: "nats", tolerance: .absolute(0.01), format: .significant(1))
  notebook.claim(
    "The score of an image does not depend on its batch, but for rounding (0.02 nats of some 1,000).", dependence < 0.02
  )
  notebook.claim(
    "On the test images every training's own objective, −log p(x | z) + β KL, is lower than on the batch it began with.",
    tested.allSatisfy { result in
      let log = result.trained.log, evaluation = result.evaluation
      return evaluation.distortion.mean + result.beta * evaluation.rate.mean
        < log["distortion"][0] + result.beta * log["rate"][0]
    })

  /*:
   ## What would prove this wrong

   If the KL at a larger β came out no smaller, on the same batches and noise, then β would not do what its place in the loss
   says. One seed is one draw: a difference of a nat or two between the ELBOs of neighbouring β is within what another seed
   changes. And a β-VAE's disentanglement, for which it is best known, is not measured here: for that the factors that made
   the images would have to be known.

   To try another price: `swift run experiments run beta-vae --set beta=0.5,1,8`. To see the source's grid:
   `swift run experiments run beta-vae --set faithful=true`.
  */
}
