import Laboratory

/*:
 # β-VAE

 A variational autoencoder learns to describe an image by a few numbers, and pays for every bit of the description.
 The weight β sets the price: trained for {steps} steps at β = {smallest-beta} it spends {kl-at-smallest-beta} on the code
 of a test image and explains the image with {reconstruction-at-smallest-beta}; at β = {largest-beta} it spends
 {kl-at-largest-beta} and explains {reconstruction-at-largest-beta} (mean ± standard error of {repeats} trainings each). What a
 saved nat costs between neighbouring β should lie between the two: of {chords} such rates {chords-between} do in a training.
 The bound of a test image, less that at β = {reference-beta} and paired by training, is {smallest-gain} at the smallest β and
 {largest-gain} at the largest.

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
    Setting("beta", [0.5, 1.0, 2.0, 4.0, 8.0], "weights of the KL term", limits: .atLeast(0)),
    Setting(
      "steps", 1_875, smoke: 24, paper: 9_375, "optimiser steps of each training", limits: .between(1, 1_000_000)),
    Setting("repeats", 3, smoke: 2, "trainings at each β", limits: .between(2, 100)),
    Setting("batch-size", 32, "images in a step", limits: .between(2, 60_000)), .shards,
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step", limits: .above(0)),
    Setting("final-learning-rate", 0.0, "and at the last, along half a cosine", limits: .atLeast(0)),
    Setting("maximum-gradient-norm", 2_000.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 8, "numbers in a code", limits: .between(2, 512)),
    Setting(
      "test-images", 5_000, smoke: 200, paper: 10_000,
      "test images that the figures and tables rest on, and as many of those that training has seen",
      limits: .between(100, 10_000)),
    Setting("faithful", false, "draw the manifold as the source does, without the codes' mean and spread"),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let batchSize: Int = try notebook["batch-size"], testCount: Int = try notebook["test-images"]
  let data = try notebook.fashionMNIST(training: max(batchSize, testCount), test: testCount)
  let test = data.test.prefix(testCount), seen = data.train.prefix(testCount)
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
   $\pm\log(10^4 - 1)$, as the paper's authors do, so that no pixel has a density above {largest-density}, nor a mean below
   {darkest-mean}; what that costs, [continuous-bernoulli](../continuous-bernoulli/README.md) measures.

   The network is the one that [conv-vae](../conv-vae/README.md) takes apart; it is written as a model and a guide in
   [ConvolutionalVAE.swift](../../Experiments/Models/ConvolutionalVAE.swift).
  */
  let latentSize: Int = try notebook["latent-size"]
  func makeVAE(_ number: Int) throws -> VariationalAutoencoder {
    try .convolutional(latentSize: latentSize, using: notebook.random["initial weights"][number])
  }

  let untrained = try makeVAE(0)
  try notebook.showLayers(of: untrained.networks, fold: true)
  //: hide
  try notebook.measureSurestPixel()

  /*:
   The encoder has {encoder-parameters} parameters, the decoder {decoder-parameters}.

   ## Training

   One step draws a batch, makes it continuous, draws one code for each image through its mean and standard deviation
   [@kingma2014], and moves the parameters down the gradient with Adam. The learning rate falls along half a
   cosine from {learning-rate} to {final-learning-rate}, so that the last steps settle instead of wandering. There are
   {repeats} trainings at each β, each with initial weights, an order of the images and noise of its own; the first at one β
   shares them with the first at every other, and so on, so that β is all that differs. A gradient whose norm
   exceeds {maximum-gradient-norm} is scaled down to it: the scale of a posterior is an exponential, and one batch for which it
   explodes would fill Adam's memory for thousands of steps. The median of the norms is {training-norm}; {training-clipped} of
   the steps were scaled down (here and below, mean ± standard error over {repeats} trainings).
  */
  let betas = try (notebook["beta"] as [Double]).sorted(), repeats: Int = try notebook["repeats"]
  let steps: Int = try notebook["steps"]
  let learningRate = try LearningRate.cosine(
    initial: notebook["learning-rate"], final: notebook["final-learning-rate"], over: steps)

  func trained(at beta: Double, repeat number: Int) throws -> (vae: VariationalAutoencoder, log: TrainingLog) {
    let vae = try makeVAE(number)
    var svi = SVI(
      vae, objective: EvidenceLowerBound(klWeight: .constant(Float(beta))), optimizer: Adam(learningRate),
      maximumGradientNorm: try notebook["maximum-gradient-norm"])
    let batches = Minibatches(of: batchSize, from: data.train, using: notebook.random["order of the images"][number])
    let phase = "training at β = \(NumberFormat.shortest(beta))" + (number > 0 ? ", repeat \(number + 1)" : "")
    let log = try notebook.train(&svi, steps: steps, as: phase) { svi, step in
      let noise = notebook.random["training noise"][number][step.index]
      return try notebook.step(&svi, on: batches[step.index], using: noise) { $0.dequantized(using: $1) }
    }
    return (vae, log)
  }

  /*:
   ## What an image costs

   Each test image is encoded, one code is drawn, and both terms are computed in evaluation mode, where batch normalisation
   uses the statistics that it gathered in training. The same is done with as many of the images that were trained on.
  */
  let noise = notebook.random["evaluation noise"]
  func evaluated(_ vae: VariationalAutoencoder, on images: LabelledImages, as name: String) throws -> Evaluation {
    let batches = images.batches(of: 200) { $0.dequantized(using: noise[name][$1]) }
    return try Evaluation(of: vae, on: batches, using: noise[name]["codes"], observer: notebook)
  }
  let trainings = try (0..<repeats).map { number in
    try betas.map { beta -> PricedTraining in
      let (vae, log) = try trained(at: beta, repeat: number)
      return PricedTraining(
        vae: vae, log: log, seen: try evaluated(vae, on: seen, as: "seen"),
        unseen: try evaluated(vae, on: test, as: "unseen"))
    }
  }
  let prices = betas.enumerated().map { index, beta in Price(beta: beta, trainings: trainings.map { $0[index] }) }

  try notebook.measureNorms(
    "training", ofSeeds: trainings.map { $0.map(\.log) }, above: notebook["maximum-gradient-norm"])
  try notebook.show(
    Panels(
      [
        Figure(
          prices.map { .smoothedLine($0.shown.log["distortion"], name: $0.name) }, x: "step",
          y: Axis("−log p(x | z)", unit: "nats"), title: "Distortion"),
        Figure(
          prices.map { .smoothedLine($0.shown.log["rate"], name: $0.name) }, x: "step",
          y: Axis("KL", unit: "nats", scale: .log), title: "Rate"),
      ], sharing: .legend, palette: .ordered),
    id: "loss",
    caption: "Both terms of the loss, not weighted by β, on each batch of the first training at each β.")

  //: A unit of the code counts as active where its mean varies from image to image by more than 0.01 [@burda2016]. At β = 1
  //: the objective is the ELBO itself; what another β has more or less is a difference between trainings that share all but β.
  let reference = prices.first { $0.beta == 1 } ?? prices[0]
  try notebook.show(
    Table(prices, against: reference), id: "scores",
    caption:
      "Nats an image over {test-images} test images: mean ± standard error over {repeats} trainings. ELBO = reconstruction − KL."
  )
  let neighbours = zip(prices, prices.dropFirst())
  notebook.claim(
    "The KL falls as β grows, in every training.",
    neighbours.allSatisfy { lower, upper in
      lower.gain(\.unseen.rate.mean, over: upper).summary.minimum > 0
    })
  // Before the training has gone through the data once, the reconstruction is still limited by the steps, not by β.
  if steps * batchSize >= data.train.count {
    notebook.claim(
      "On images that were trained on, no other β has a larger ELBO than \(reference.name), to two standard errors.",
      prices.allSatisfy { !$0.gain(\.seen.bound.mean, over: reference).isHigher })
  }
  let smallest = prices[0], largest = prices[prices.count - 1]
  //: hide
  try notebook.measure("smallest", smallest, against: reference)
  try notebook.measure("largest", largest, against: reference)
  try notebook.measure("saved", smallest.gain(\.unseen.rate.mean, over: largest), unit: "nats", format: .fixed(1))
  try notebook.measure(
    "paid", largest.gain(\.unseen.distortion.mean, over: smallest), unit: "nats", format: .fixed(1))
  try notebook.measure("reference-beta", reference.beta, tolerance: .exact, format: .exact)

  /*:
   A log-density may well be positive, as these are: the density of a pixel can be above 1. The ELBO is what is trained at
   β = 1 alone, so that no other β should reach a larger one on the images of training; test images, one pass and a few seeds
   may each turn that round. At β = {smallest-beta}, less that at β = {reference-beta}, it is {smallest-seen-gain} on images of
   training and {smallest-gain} on test images.

   ## The exchange rate

   In the plane of rate and distortion [@alemi2018] each training is a point; the figure stands at the head of this
   report. β is the exchange rate. If $(R_1, D_1)$ is the best that can be done at $\beta_1$ and $(R_2, D_2)$ at
   $\beta_2 > \beta_1$, then neither gains by going to the other's place,

   $$D_1 + \beta_1 R_1 \le D_2 + \beta_1 R_2 \qquad\text{and}\qquad D_2 + \beta_2 R_2 \le D_1 + \beta_2 R_1,$$

   and what a saved nat costs between them lies between the prices:

   $$\beta_1 \;\le\; \frac{D_2 - D_1}{R_1 - R_2} \;\le\; \beta_2.$$

   So the points lie on a convex curve whose slope is −β. A training that is not the best at its price, because it had too few steps
   or found a worse network, breaks this; on the images of training nothing else can but the noise of codes and of which images are
   looked at. On other images the inequality is a hope, since nothing was minimised there.
  */
  try notebook.show(
    Figure(
      .connectedPoints(
        prices.map(\.rate.mean), prices.map { -$0.reconstruction.mean }, labels: prices.map(\.name)),
      x: Axis("rate: KL", unit: "nats"), y: Axis("distortion: −log p(x | z)", unit: "nats")),
    id: "rate-distortion",
    caption:
      "Trainings at each β by what their codes cost and how badly they explain test images, means; lower left is better."
  )
  let chords = RateDistortionChord.chords(betas, prices.map { $0.trainings.map(\.seen) })
  if prices.count > 1 {
    let onTest = RateDistortionChord.chords(betas, prices.map { $0.trainings.map(\.unseen) })
    try notebook.show(
      Table(chords: ["images of training": chords, "test images": onTest]), id: "exchange-rates",
      caption:
        "Nats of distortion for a nat of rate saved: mean ± standard error over {repeats} pairs of trainings. Outside of the two β by "
        + "less than two standard errors is undecided.")
  }
  if steps * batchSize >= data.train.count {
    notebook.claim(
      "No exchange rate on images of training contradicts that every training is the best at its price.",
      chords.allSatisfy { !$0.isOutside })
  }
  //: hide
  try notebook.measure("chords", chords.count)
  try notebook.measure(
    "chords-between", meanOf: (0..<repeats).map { pair in Double(chords.count { $0.isBetween(inPair: pair) }) },
    format: .fixed(1))

  /*:
   The KL is a sum over the units of the code. Sorted by size, it shows whether a higher price makes all units terser or
   silences some. A silent unit has the prior as its posterior, whatever the image.
  */
  try notebook.show(
    Figure(ratesByUnitOf: prices.map { ($0.name, $0.shown.unseen) }, palette: .ordered), id: "kl-by-unit",
    caption: "What each unit of the code costs on the test images, in the first training at each β.")

  /*:
   ## What comes out of the prior

   A generative model should make clothes of nothing but noise. The same {prior-draws} codes are drawn from the prior and
   decoded by the first network at each β, the untrained one before them.
  */
  let prior = Tensor.normal([10, latentSize], using: notebook.random["prior draws"])
  try notebook.measure("prior-draws", prior.shape[0])

  try notebook.show(
    ImageGrid(
      ([untrained] + prices.map(\.shown.vae)).flatMap { vae in RasterImage.images(vae.decoded(prior)) }, columns: 10,
      rowLabels: ["untrained"] + prices.map(\.name)),
    id: "prior-draws-decoded", caption: "The mean image of each of ten codes from the prior; a column is one code.")

  /*:
   The backgrounds are dark grey, not black: the bound on the logits lets no mean fall below {darkest-mean}.

   ## Reconstructions

   What survives the way through the code and back. The code is the mean of the posterior, the image the mean of the
   decoder's distribution.
  */
  let shown = test.prefix(12)
  try notebook.show(
    ImageGrid.reconstructions(of: shown, by: prices.map { ($0.name, $0.shown.vae) }),
    id: "reconstructions", caption: "Twelve test images and what each network makes of them.")

  /*:
   ## The codes

   The network never saw a label. How well do the codes tell them all the same? The codes of {test-images} images of training,
   with their labels, are asked for the label of each test image: by most of the five nearest, and by a linear map, Fisher's
   discriminant.
  */
  let classes = try prices.map { price in
    try price.trainings.map { training in
      try ClassesOfCodes(
        known: (training.seen.codes, seen.labels), asked: (training.unseen.codes, test.labels),
        classes: test.classNames.count)
    }
  }
  try notebook.show(
    Table(zip(prices, classes).map { ($0.beta, $1) }), id: "classes",
    caption:
      "Percentage of the test images whose class is told by their codes: mean ± standard error over {repeats} trainings."
  )
  let middle = prices.count / 2
  let confusions = classes[middle].map(\.byNeighbors), confusion = confusions[0]
  try notebook.show(
    Figure(
      .heatMap(
        confusion.shares.joined().map { 100 * $0 }, rows: test.classNames, columns: test.classNames,
        color: Axis("share of the row", unit: "%"), cellFormat: .decimals(0)),
      x: "taken for", y: "class", size: Size(width: 700, height: 480)),
    id: "confusion",
    caption: "What test images of each class are taken for by the neighbours of their codes, at \(prices[middle].name)."
  )
  if steps * batchSize >= data.train.count {
    let shirts = confusions.map { $0.accuracyByClass[6] == $0.accuracyByClass.min() }
    notebook.claim("Of all classes shirts are told worst, by the codes of every training.", !shirts.contains(false))
  }
  //: hide
  try notebook.measure("middle-beta", betas[middle], tolerance: .exact, format: .exact)
  let told = confusions.map { Summary(of: $0.accuracyByClass.map { 100 * $0 }) }
  try notebook.measure(
    "told-worst", told[0].minimum, unit: "%", tolerance: .noise(of: told.map(\.minimum)), format: .fixed(0))
  try notebook.measure(
    "told-best", told[0].maximum, unit: "%", tolerance: .noise(of: told.map(\.maximum)), format: .fixed(0))

  /*:
   Some classes are told and others are not: at β = {middle-beta} from {told-worst} of one class to {told-best} of another. Chance is
   one in ten. The plane of the first two principal components of the codes, in the same network, shows a part of it:
  */
  let quantiles = normalQuantiles(15, from: 0.05), reach = quantiles[14], isFaithful: Bool = try notebook["faithful"]
  let planes = try prices[middle].trainings.map { try CodePlane(of: $0.unseen.codes) }, plane = planes[0]
  try notebook.show(
    plane.figure(categories: test.labels, names: test.classNames, edges: reach, ofSource: isFaithful), id: "codes",
    caption:
      "Posterior means of the test images at \(prices[middle].name), in standard deviations from their mean. What lies "
      + "within the dashed lines is decoded below.")

  /*:
   ## The manifold

   The same plane, decoded on a grid. A point of the grid is

   $$z = m + a_1 \sqrt{\lambda_1}\, v_1 + a_2 \sqrt{\lambda_2}\, v_2$$

   with the mean $m$ of the codes, their components $v$ and the variances $\lambda$ along them; $a_1$ and $a_2$ are the normal
   quantiles of fifteen probabilities from 0.05 to 0.95, between ±1.64. The notebook that this report follows,
   “Going further with VAEs” [@ollion2020], leaves out $m$ and $\sqrt{\lambda}$, as if the codes lay around the origin and spread by one.
   They spread by {first-spread} and {second-spread} along the two components, and their mean lies {mean-distance} from the
   origin. Of the codes, seen in this plane, {covered} lie within the grid, and {source-covered} within the source's.
  */
  let grid = isFaithful ? plane.sourceGrid(at: quantiles) : plane.grid(at: quantiles)
  let ticks = quantiles.indices.map { $0 % 7 == 0 ? NumberFormat.fixed(2).text(quantiles[$0]) : "" }
  try notebook.show(
    ImageGrid(
      RasterImage.images(prices[middle].shown.vae.decoded(grid)), columns: 15, rowLabels: ticks.reversed(),
      columnLabels: ticks, rowTitle: "a₂, second component", columnTitle: "a₁, first component", spacing: 0),
    id: "manifold", caption: "The plane of the figure above, decoded as far as ±1.64 along either component.")
  //: hide
  try notebook.measure("first-spread", of: planes, format: .fixed(2)) { $0.spreads[0] }
  try notebook.measure("second-spread", of: planes, format: .fixed(2)) { $0.spreads[1] }
  try notebook.measure("mean-distance", of: planes, format: .fixed(2), \.meanDistance)
  try notebook.measure("covered", of: planes, unit: "%", format: .fixed(0)) { $0.coverage(within: reach) }
  try notebook.measure("source-covered", of: planes, unit: "%", format: .fixed(0)) { $0.sourceCoverage(within: reach) }

  /*:
   ## What was checked

   The score of an image must not depend on the images beside it. The first hundred test images are scored in batches of a
   hundred and of one, with codes at the posterior's mean; the largest difference is {batch-dependence}.
  */
  let vae = smallest.shown.vae
  func scoreAtMean(_ images: Tensor) -> [Float] {
    vae.distribution(of: vae.posterior(of: images).mean).logDensity(Variable(images)).value.elements
  }
  let hundred = test.prefix(100).scaled
  let alone = (0..<100).flatMap { scoreAtMean(hundred.gathered([$0])) }
  let dependence = zip(scoreAtMean(hundred), alone).map { abs($0 - $1) }.max()!
  // Rounding alone: half of what the claim allows.
  try notebook.measure(
    "batch-dependence", dependence, unit: "nats", tolerance: .absolute(0.01), format: .significant(1))
  notebook.claim(
    "The score of an image does not depend on its batch, but for rounding (0.02 nats of some 1,000).", dependence < 0.02
  )

  /*:
   ## Conclusion

   From β = {smallest-beta} to {largest-beta} what a code becomes cheaper is {saved}, and what an image becomes harder to explain is
   {paid}, paired over {repeats} trainings. On the way the price of a nat is β, as nearly as neighbours can tell: of {chords}
   exchange rates {chords-between} lie between their two β in a training. What a larger β buys is a terser code and no better bound:
   at β = {largest-beta}, less that at β = {reference-beta}, it is {largest-gain}.

   ## What would prove this wrong

   If the KL at a larger β came out no smaller, on the same batches and noise, then β would not do what its place in the loss
   says; if an exchange rate on images of training lay outside of its two β by more than its noise, one of the trainings would not
   be what it is taken for. What a β-VAE is best known for, that a number of its code stands for one factor of the images, cannot be
   seen in photographs whose factors nobody knows: [disentanglement](../disentanglement/README.md) measures it on images that are
   made of known ones.

   To try another price: `swift run experiments run beta-vae --set beta=0.5,1,8`. To see what single batches do where nothing
   bounds their gradients: `--set maximum-gradient-norm=1e30`. To see the source's grid: `--set faithful=true`.
  */
}
