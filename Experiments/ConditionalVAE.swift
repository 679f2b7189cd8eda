import Autodiff
import Datasets
import Figures
import Foundation
import Inference
import NeuralNetworks
import Notebooks
import Statistics
import Tensors

/*:
 # Conditional VAE

 Tell a variational autoencoder which class an image shows, and its code need not say it. Told the class, it explains a test
 image with {class-gain} ± {class-gain-error} fewer nats than one that is not told (difference ± standard error over
 {repeats} pairs of trainings at the same budget); a class can be worth {log-classes} at most to a reader who knew the true
 distribution. With no further training it names the class of {bayes-accuracy} of the test images. What is left in the code
 is style, which every class can wear:

 {class-by-style}

 Told some of the pixels instead, the same model completes the rest: with one quadrant visible the hidden pixels cost
 {hidden-cost-1} an image, with three {hidden-cost-3}.

 ## The question

 Let $y$ be something that is known of an image $x$ before it is seen: its class, or a part of its pixels. A conditional VAE
 (Sohn, Lee and Yan 2015) is a VAE for every $y$, with networks that all $y$ share:

 $$\log p(x \mid y) \;\ge\; \mathbb{E}_{q(z \mid x, y)} \log p(x \mid z, y) - \mathrm{KL}\big(q(z \mid x, y) \,\|\, p(z \mid y)\big).$$

 This is a bound on another quantity than that of a VAE, $\log p(x)$, and the two cannot be compared as they stand. For the
 true distribution they differ by the information that the class and the image have in common,

 $$\mathbb{E} \log p(x \mid y) - \mathbb{E} \log p(x) = I(x; y) \le H(y) \le \log 10.$$

 There are two fair ways to give the class back. With a uniform $p(y)$, a bound on $\log p(x \mid y)$ less $\log 10$ is one on
 $\log p(x, y)$, which is at most $\log p(x)$. And the mixture over all classes bounds $\log p(x)$ itself, more tightly:

 $$\log p(x) = \log \sum_y p(y) p(x \mid y) \ge \log \tfrac{1}{10} \sum_y e^{L(x \mid y)} \ge L(x \mid y) - \log 10 \quad \text{for any } y.$$

 The same ten bounds make a classifier, for nothing: by Bayes' rule $p(y \mid x) \propto p(x \mid y)$.

 ## Data

 Handwritten digits, since their style (slant, weight, width of the stroke) is much the same for all ten classes: that is
 where a code without the class has something to say. `--set data=fashion-mnist` takes clothes instead, where a style of
 trousers means little to a sandal.
*/
let conditionalVAE = Experiment(
  "conditional-vae", title: "Conditional VAE",
  summary: "What knowing the class, or a part of the image, is worth to a VAE.",
  settings: [
    Setting(
      "data", "mnist", "the images: mnist (5,000 digits where the whole is not found) or fashion-mnist",
      limits: .oneOf(["mnist", "fashion-mnist"])),
    Setting("repeats", 3, smoke: 2, paper: 5, "trainings of each model, with a seed each", limits: .between(2, 20)),
    Setting("steps", 3_000, smoke: 20, paper: 30_000, "optimiser steps of each training", limits: .atLeast(10)),
    Setting("batch-size", 100, smoke: 20, "images in a step", limits: .between(2, 1_000)),
    Setting("learning-rate", 1e-3, "Adam's learning rate at the first step; it falls to 0", limits: .above(0)),
    Setting("maximum-gradient-norm", 50.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 20, smoke: 6, paper: 50, "numbers in a code", limits: .between(2, 200)),
    Setting("hidden-units", 200, smoke: 30, paper: 500, "units of each hidden layer", limits: .between(2, 2_000)),
    Setting("test-images", 1_000, smoke: 40, paper: 10_000, "test images that are scored", limits: .between(20, 10_000)),
    Setting("draws", [1, 10, 100], smoke: [1, 5], "draws k of the bounds $L_k$", limits: .between(1, 5_000)),
    Setting("class-draws", 20, smoke: 2, paper: 100, "draws of the bound of each class", limits: .between(1, 5_000)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let random = notebook.random
  let data = try notebook["data"] == "mnist" ? notebook.mnist() : notebook.fashionMNIST()
  let test = try data.test.prefix(notebook["test-images"])
  let classes = data.train.classNames
  try notebook.show(["source": .text(data.source), "test images used here": .number(test.count)], id: "source")

  /*:
   A log-likelihood is only worth comparing where it is one. So pixels are drawn as black or white, with the grey value as the
   probability of white, and have Bernoulli distributions: then $p(x \mid y)$ is a probability, never above 1, and a nat is a
   nat. Training draws them anew whenever an image is used; the test images are drawn once.
  */
  func binary(_ images: LabelledImages, _ noise: Random) -> Tensor {
    images.binarized(using: noise).reshaped(to: [images.count, -1])
  }
  func told(_ images: LabelledImages, _ noise: Random) -> ConditionedImages {
    ConditionedImages(
      images: binary(images, noise), condition: .oneHot(images.labels.map(Int.init), of: classes.count))
  }
  let testNoise = random["noise of the test images"]
  let batchStarts = stride(from: 0, to: test.count, by: 100)
  let testBatches = batchStarts.map { start in
    told(test.selecting(start..<min(start + 100, test.count)), testNoise[start])
  }
  try notebook.show(
    ImageGrid(GrayImage.images(binary(data.train.prefix(20), random["picture"])), columns: 10), id: "images",
    caption: "Twenty training images, as one step may see them.")

  /*:
   ## Three models

   All have two hidden layers of {hidden-units} tanh units each way and codes of {latent-size} numbers
   ([ConditionalImageVAE.swift](../../Experiments/Models/ConditionalImageVAE.swift)). They differ in what is told the class, as a vector
   with one 1: nothing; the encoder and the decoder, as in the model M2 of Kingma et al. (2014); or the prior too.

   Why the prior? With codes from $\mathcal{N}(0, I)$ for every class, the average posterior of a class has to look like that of
   every other. A $p(z \mid y)$ lets a class have a mean and a width of its own. It adds no distribution that a decoder told
   the class could not make, since $z = \mu(y) + \sigma(y) \varepsilon$ is a function of noise and class; whether it helps two
   small networks is to be measured. And it has a price: a code that may lie anywhere at no cost need not forget the class.
   The *style* of an image is then where its code lies in the prior of its class, $\varepsilon = (z - \mu(y))/\sigma(y)$.
  */
  let latentSize: Int = try notebook["latent-size"], hiddenUnits: Int = try notebook["hidden-units"]
  func makeModel(_ place: ConditionalVAE.Place, _ random: Random) throws -> ConditionalVAE {
    try .ofClasses(
      classes.count, told: place, latentSize: latentSize, hiddenUnits: hiddenUnits, using: random["weights"])
  }
  try notebook.showLayers(of: makeModel(.everywhere, random).networks, fold: true)
  //: hide
  for (name, place) in [("unconditional", ConditionalVAE.Place.nowhere), ("conditional", .everywhere)] {
    try notebook.measure(
      "\(name)-parameters", makeModel(place, random).parameters.map(\.value.count).reduce(0, +))
  }

  /*:
   That makes {conditional-parameters} parameters, against {unconditional-parameters} of the model that is told nothing.

   ## Training

   Each model is trained {repeats} times for {steps} steps, and the trainings of the same number share their images, their
   order and their noise, so that differences can be taken pair by pair. Gradients with a norm above
   {maximum-gradient-norm} are scaled down to it: a single batch that is far from all others must not throw a training off.
  */
  let repeats: Int = try notebook["repeats"], steps: Int = try notebook["steps"]
  let batchSize: Int = try notebook["batch-size"]
  let rate = try LearningRate.cosine(initial: notebook["learning-rate"], final: 0, over: steps)
  let maximumNorm = Float(try notebook["maximum-gradient-norm"] as Double)

  func train(
    _ model: some VariationalModel<ConditionedImages>, as name: String, repeat index: Int,
    on condition: (LabelledImages, Random) -> ConditionedImages
  ) throws -> TrainingLog {
    let random = random["training"][index]
    var svi = SVI(model, objective: EvidenceLowerBound(), optimizer: Adam(rate), maximumGradientNorm: maximumNorm)
    let batches = Minibatches(of: batchSize, from: data.train, using: random["order of the images"])
    return try notebook.train(&svi, steps: steps, as: "\(name), training \(index + 1)") { svi, step in
      let noise = random["noise"][step.index]
      return try svi.step(condition(batches[step.index], noise), using: noise)
    }
  }

  struct Contender {
    let name: String
    var models: [ConditionalVAE] = []
    var logs: [TrainingLog] = []
    var evaluations: [Evaluation] = []
    var ladders: [BoundLadder] = []
    /// The bound of each training, its mean over the test images.
    var bounds: [Double] { ladders.map { $0.rungs.last!.bound.mean } }
  }
  let rungs = (try notebook["draws"] as [Int]).sorted()
  func contender(_ name: String, told place: ConditionalVAE.Place) throws -> Contender {
    var result = Contender(name: name)
    for index in 0..<repeats {
      let model = try makeModel(place, random["initial weights"][index])
      result.logs.append(try train(model, as: name, repeat: index, on: told))
      result.models.append(model)
      result.evaluations.append(try Evaluation(of: model, on: testBatches, using: testNoise["codes"]))
      result.ladders.append(
        try BoundLadder(
          of: model, on: testBatches, rungs: rungs, minimumDraws: rungs.last!, using: testNoise["ladder"],
          as: "the bounds of \(name)", observer: notebook))
    }
    return result
  }
  let plain = try contender("not told", told: .nowhere)
  let inNetworks = try contender("told in the networks", told: .networks)
  let everywhere = try contender("and in the prior", told: .everywhere)
  let contenders = [plain, inNetworks, everywhere]
  try notebook.show(
    Panels(
      [("distortion", "−log p(x | z, y)"), ("rate", "KL"), ("gradient norm", "norm of the gradient")].map { term in
        Figure(
          contenders.map { .smoothedLine($0.logs[0][term.0], name: $0.name) }, x: "step",
          y: Axis(term.1, unit: term.0 == "gradient norm" ? nil : "nats", scale: .log), palette: .categorical)
      }, sharing: .legend),
    id: "loss", caption: "The first training of each model: both terms of its loss, and the norm of its gradient.")
  //: hide
  let norms = contenders.flatMap(\.logs).flatMap { $0["gradient norm"] }
  let clipped = norms.count { $0 > Double(maximumNorm) }
  try notebook.measure("median-norm", Summary(of: norms).median, format: .significant(2))
  try notebook.measure("largest-norm", norms.max()!, format: .significant(2))
  try notebook.measure("clipped-share", 100 * Double(clipped) / Double(norms.count), unit: "%", format: .significant(2))

  /*:
   The norms have a median of {median-norm} and a maximum of {largest-norm}; {clipped-share} of the steps were scaled down.

   ## What the class is worth

   The evidence lower bound, one draw and the KL in closed form, and importance-weighted bounds $L_k$, which rise with $k$
   towards $\log p$, so that a guide that fits one model better than the other is no excuse.
  */
  try notebook.show(
    Table(
      columns: ["model", "bound on", "KL", "active units", "ELBO"] + rungs.map { "$L_{\($0)}$" },
      rows: contenders.map { model in
        [
          .text(model.name), model.name == plain.name ? "$\\log p(x)$" : "$\\log p(x \\mid y)$",
          .number(Summary(of: model.evaluations.map(\.rate.mean)), .fixed(2)),
          .number(Summary(of: model.evaluations.map { Double($0.activeUnits) }), .fixed(1)),
          .number(Summary(of: model.evaluations.map(\.bound.mean)), .fixed(2)),
        ]
          + rungs.indices.map { rung in
            .number(Summary(of: model.ladders.map { $0.rungs[rung].bound.mean }), .fixed(2))
          }
      }),
    id: "bounds",
    caption: "Nats an image over {test-images} test images: mean ± standard error over {repeats} trainings. A unit of the "
      + "code is active where its mean varies from image to image by more than 0.01.")

  /*:
   And each image under each class that it might be of, for a bound on $\log p(x)$ and for the classifier
   ([ClassReaders.swift](../../Experiments/Models/ClassReaders.swift)):
  */
  let classDraws: Int = try notebook["class-draws"]
  func classBounds(_ model: ConditionalVAE, of batches: [Tensor]) throws -> ClassBounds {
    try ClassBounds(
      of: model, classes: classes.count, on: batches, draws: classDraws, using: testNoise["classes"],
      observer: notebook)
  }
  /// The percentage of the guesses that are right.
  func accuracy(_ guesses: [Int], _ labels: [Int]) -> Double {
    100 * Double(zip(guesses, labels).count { $0 == $1 }) / Double(labels.count)
  }
  let labels = test.labels.map(Int.init)
  let classScores = try everywhere.models.map { try classBounds($0, of: testBatches.map(\.images)) }
  let accuracies = classScores.map { accuracy($0.classified, labels) }

  let logClasses = log(Double(classes.count))
  let gain = Summary(of: everywhere.bounds, less: plain.bounds)
  let joint = Summary(of: everywhere.bounds.map { $0 - logClasses }, less: plain.bounds)
  let mixture = Summary(of: classScores.map(\.mixtureBound), less: plain.bounds)
  let priorGain = Summary(of: everywhere.bounds, less: inNetworks.bounds)
  func verdict(_ difference: Summary) -> Table.Cell {
    abs(difference.mean) < 2 * difference.standardError ? "undecided" : difference.mean > 0 ? "better" : "worse"
  }
  try notebook.show(
    Table(
      columns: ["difference of test bounds", "nats an image", "in a word"],
      rows: [
        ("told the class, less not told", gain), ("the same less $\\log \(classes.count)$: a bound on $\\log p(x, y)$", joint),
        ("the mixture over the classes: a bound on $\\log p(x)$", mixture),
        ("told in the prior too, less in the networks alone", priorGain),
      ].map { [.text($0.0), .number($0.1, .fixed(2)), verdict($0.1)] }),
    id: "differences",
    caption: "Differences ± standard errors over {repeats} pairs of trainings, $L_k$ at the largest $k$; the mixture has "
      + "{class-draws} draws for each class. Below two standard errors a difference is undecided.")
  //: hide
  try notebook.measure("log-classes", logClasses, unit: "nats", tolerance: .exact, format: .fixed(2))
  try notebook.measure("class-gain", gain.mean, format: .fixed(2))
  try notebook.measure("class-gain-error", gain.standardError, format: .fixed(2))
  try notebook.measure("joint-gain", joint.mean, unit: "nats", format: .fixed(2))
  try notebook.measure("joint-gain-error", joint.standardError, unit: "nats", format: .fixed(2))
  try notebook.measure("bayes-accuracy", Summary(of: accuracies).mean, unit: "%", format: .fixed(1))
  try notebook.measure("bayes-accuracy-error", Summary(of: accuracies).standardError, unit: "%", format: .fixed(1))

  /*:
   To a reader who knew the true distribution the class would be worth {log-classes} at most. Where these models gain more,
   the class has helped them to learn: from so few images and steps, ten easier tasks that share their networks come further
   than a hard one. Then even the bound on the joint $\log p(x, y)$, which pays for the class in full, lies above that of the
   model which need not say it: by {joint-gain:value} ± {joint-gain-error} here.
  */
  if steps >= 1_000 {
    notebook.claim(
      "Told the class, every training explains the test images with fewer nats than its pair that is not told.",
      zip(everywhere.bounds, plain.bounds).allSatisfy { $0 > $1 })
  }
  notebook.claim(
    "The mixture over the classes never costs more than the class and $\\log \(classes.count)$ nats, but for the noise of "
      + "{class-draws} draws in place of \(rungs.last!) (3 nats).",
    zip(classScores, everywhere.bounds).allSatisfy { $0.mixtureBound > $1 - logClasses - 3 })

  /*:
   ## A classifier for free

   Nobody trained the model to name classes. But it can say how probable an image is under each, and the largest of the ten
   bounds $L_k(x \mid y)$ names the class of {bayes-accuracy} ± {bayes-accuracy-error} of the test images.
  */
  if steps >= 1_000 {
    notebook.claim("Bayes' rule names the class of more than nine test images in ten.", accuracies.min()! > 90)
  }

  /*:
   ## What is left of the class in the code

   A simple reader of codes: the mean of each class, taken over training images, and the nearest of these means for a test
   image. Chance is right once in ten. The encoder is given the true class here, so that nothing would keep
   a code from naming it, except the price: without the class in the prior, every nat that a code spends on the class is spent
   on what the decoder knows already.
  */
  let reference = told(data.train.prefix(4_000), random["reference images"])
  let held = ConditionedImages(
    images: .concatenate(testBatches.map(\.images), along: 0),
    condition: .concatenate(testBatches.map(\.condition), along: 0))
  func nearestMeanAccuracy(_ codes: (ConditionedImages) -> Tensor) -> Double {
    let reader = NearestClassMean(of: codes(reference), classes: reference.condition)
    return accuracy(reader.classified(codes(held)), labels)
  }
  let classInCodes = contenders.map { contender in
    Summary(of: contender.models.map { model in nearestMeanAccuracy { model.codes(of: $0) } })
  }
  let classInStyles = Summary(of: everywhere.models.map { model in nearestMeanAccuracy { model.styles(of: $0) } })
  try notebook.show(
    Table(
      columns: ["model", "read from the code z", "read from the style ε"],
      rows: zip(contenders, classInCodes).map { contender, accuracy in
        let style = contender.name == everywhere.name ? classInStyles : accuracy
        return [.text(contender.name), .number(accuracy, .fixed(1)), .number(style, .fixed(1))]
      }),
    id: "class-in-codes",
    caption: "Percent of the test images whose class the nearest class mean tells, mean ± standard error over {repeats} "
      + "trainings. Where the prior is N(0, I), style and code are the same.")
  if steps >= 1_000 {
    notebook.claim(
      "In every training the style of the model that is told the class everywhere tells less of it than the code of the "
        + "model that is told nothing.",
      zip(everywhere.models, plain.models).allSatisfy { told, untold in
        nearestMeanAccuracy { told.styles(of: $0) } < nearestMeanAccuracy { untold.codes(of: $0) }
      })
  }

  /*:
   ## Class by style

   The figure at the head of this report: eleven styles drawn from $\mathcal{N}(0, I)$, one a column, decoded as each of the
   classes, $z = \mu(y) + \sigma(y) \varepsilon$.
  */
  let model = everywhere.models[0]
  func decoded(_ styles: Tensor, as labels: [Int]) -> Tensor {
    model.decoded(styles, given: .oneHot(labels, of: classes.count))
  }
  let columns = 11
  let styles = Tensor.normal([columns, latentSize], using: random["styles"])
  let wardrobe = classes.indices.flatMap { y in
    GrayImage.images(decoded(styles, as: [Int](repeating: y, count: columns)))
  }
  try notebook.show(
    ImageGrid(wardrobe, columns: columns, rowLabels: classes, rowTitle: "class", columnTitle: "style"),
    id: "class-by-style",
    caption: "Mean images of the model that is told the class everywhere. A row is a class; down a column the style is the "
      + "same: slant and stroke stay, the digit changes.")

  /*:
   ## Another label for real images

   The same with styles of test images: encoded with their own class, decoded with every class in turn.
  */
  func relabelled(_ data: ConditionedImages) -> Tensor {
    let rows = 0..<data.images.shape[0] * classes.count
    let styles = model.styles(of: data).gathered(rows.map { $0 / classes.count })
    return decoded(styles, as: rows.map { $0 % classes.count })
  }
  let shown = held.prefix(8)
  let copiesShown = GrayImage.images(relabelled(shown))
  let rows = GrayImage.images(shown.images).enumerated().map { row, image in
    [image] + copiesShown[row * classes.count..<(row + 1) * classes.count]
  }
  try notebook.show(
    ImageGrid(
      Array(rows.joined()), columns: 1 + classes.count, columnLabels: ["image"] + classes),
    id: "swapped", caption: "A test image, and its style decoded as each class.")

  /*:
   Does the new label show? A model of another training reads {swapped-count} such copies by Bayes'
   rule, their pixels drawn as black or white: it names the class that they were told to be in {swap-accuracy} of them.
  */
  let copies = relabelled(held.prefix(min(test.count, 100)))
  let dice = Tensor.uniform(copies.shape, using: random["pixels of the copies"])
  let drawn = Tensor(zip(dice.elements, copies.elements).map { $0 < $1 ? 1 : 0 }, shape: copies.shape)
  let reading = try classBounds(everywhere.models.last!, of: [drawn]).classified
  let swapAccuracy = accuracy(reading, reading.indices.map { $0 % classes.count })
  try notebook.measure("swapped-count", reading.count)
  try notebook.measure("swap-accuracy", swapAccuracy, unit: "%", format: .fixed(1))
  if steps >= 1_000 {
    notebook.claim("More than nine in ten of the copies are read as the class they were told to be.", swapAccuracy > 90)
  }

  /*:
   ## Half-hidden images

   The condition may be a part of the image as well (Sohn et al. 2015). Of the four quadrants, in an order drawn for each
   image, the first one, two or three are visible: $y$ has a 1 for a white pixel, −1 for a black one and 0 for a hidden one.
   A visible pixel is certain, so that the bound is one on $\log p(\text{hidden} \mid \text{visible})$. One model serves all
   three: each training image shows one, two or three quadrants at random
   ([VisibleQuadrants.swift](../../Experiments/Models/VisibleQuadrants.swift)), and its prior, too, is a network of two layers.

   What is the code for? A network that goes from the visible pixels to the probability of each hidden one is the rival
   ([PixelwiseCompletion.swift](../../Experiments/Models/PixelwiseCompletion.swift)). It knows what a pixel is likely to be; it does
   not know that the hidden pixels belong to one and the same digit. The baseline knows the mean of each pixel over
   the training images, and nothing else.
  */
  func halfHidden(_ images: LabelledImages, _ noise: Random, seeing counts: [Int]) -> ConditionedImages {
    let pixels = binary(images, noise)
    let quadrants = VisibleQuadrants(of: images.count, using: noise["quadrants"])
    return ConditionedImages(images: pixels, condition: quadrants.condition(of: pixels, seeing: counts))
  }
  func randomlyHidden(_ images: LabelledImages, _ noise: Random) -> ConditionedImages {
    halfHidden(images, noise, seeing: .integers(in: 1..<4, count: images.count, using: noise["visible"]))
  }
  struct Completion {
    let vae: ConditionalVAE
    let pixelwise: PixelwiseCompletion
  }
  let completions = try (0..<repeats).map { index in
    let weights = random["weights of completions"][index]
    let completion = Completion(
      vae: try .ofVisiblePixels(latentSize: latentSize, hiddenUnits: hiddenUnits, using: weights["vae"]),
      pixelwise: try PixelwiseCompletion(hiddenUnits: hiddenUnits, using: weights["pixelwise"]))
    _ = try train(completion.vae, as: "completion", repeat: index, on: randomlyHidden)
    _ = try train(completion.pixelwise, as: "completion without a code", repeat: index, on: randomlyHidden)
    return completion
  }

  let pixelMeans = PixelMeans(of: data.train)
  struct HiddenCost {
    let visible: Int
    let hiddenPixels: Double
    /// Nats an image, of each training.
    let vae: [Double], pixelwise: [Double]
    let baseline: Double
  }
  let hiddenCosts = try (1...3).map { visible in
    let batches = batchStarts.map { start in
      let images = test.selecting(start..<min(start + 100, test.count))
      return halfHidden(images, testNoise[start], seeing: [Int](repeating: visible, count: images.count))
    }
    return HiddenCost(
      visible: visible, hiddenPixels: 196 * Double(4 - visible),
      vae: try completions.map { completion in
        try BoundLadder(
          of: completion.vae, on: batches, rungs: [rungs.last!], minimumDraws: rungs.last!, using: testNoise["hidden"],
          as: "the bounds of completions", observer: notebook
        ).rungs[0].cost.mean
      },
      pixelwise: try completions.map { try Evaluation(of: $0.pixelwise, on: batches, using: testNoise).distortion.mean },
      baseline: Summary(of: batches.flatMap(pixelMeans.costs)).mean)
  }
  try notebook.show(
    Table(
      columns: [
        "visible", "hidden pixels", "mean of each pixel", "without a code", "conditional VAE", "a hidden pixel",
        "VAE less without", "in a word",
      ],
      rows: hiddenCosts.map { cost in
        let difference = Summary(of: cost.vae, less: cost.pixelwise)
        return [
          .number(cost.visible), .number(cost.hiddenPixels), .number(cost.baseline, .fixed(1)),
          .number(Summary(of: cost.pixelwise), .fixed(1)), .number(Summary(of: cost.vae), .fixed(1)),
          .number(Summary(of: cost.vae.map { $0 / cost.hiddenPixels }), .fixed(3)), .number(difference, .fixed(1)),
          verdict(-difference),
        ]
      }),
    id: "hidden-costs",
    caption: "What the hidden pixels cost, −log p(hidden | visible) in nats an image over {test-images} test images, and of the "
      + "conditional VAE a hidden pixel too: mean ± standard error over {repeats} trainings. The VAE's is the bound "
      + "$-L_{\(rungs.last!)}$, the others' are exact.")
  //: hide
  for cost in hiddenCosts {
    try notebook.measure("hidden-cost-\(cost.visible)", Summary(of: cost.vae).mean, unit: "nats", format: .fixed(1))
  }
  try notebook.measure(
    "second-quadrant", Summary(of: hiddenCosts[0].vae, less: hiddenCosts[1].vae).mean, unit: "nats", format: .fixed(1))
  try notebook.measure(
    "third-quadrant", Summary(of: hiddenCosts[1].vae, less: hiddenCosts[2].vae).mean, unit: "nats", format: .fixed(1))

  /*:
   Since who sees two quadrants of an image sees the one seen before, differences between the rows are costs as well: the
   second quadrant costs {second-quadrant} given the first, the third {third-quadrant} given both, the fourth {hidden-cost-3}
   given all others.
  */
  if steps >= 1_000 {
    notebook.claim(
      "In every training and for any number of quadrants the conditional VAE explains the hidden pixels better than the "
        + "network without a code, and that better than the mean of each pixel.",
      hiddenCosts.allSatisfy { cost in
        zip(cost.vae, cost.pixelwise).allSatisfy { $0 < $1 } && cost.pixelwise.allSatisfy { $0 < cost.baseline }
      })
    notebook.claim(
      "Each hidden quadrant costs less than the one before it.",
      hiddenCosts.indices.dropLast().allSatisfy { index in
        let costs = hiddenCosts.map { Summary(of: $0.vae).mean } + [0]
        return costs[index] - costs[index + 1] > costs[index + 1] - costs[index + 2]
      })
  }

  /*:
   And completed. A draw of the code from the prior that the visible pixels give is one way the digit might go on; the network
   without a code has one answer, in which all of them lie on top of each other.
  */
  let pictured = 7
  let groups = (1...3).map { visible in
    let some = halfHidden(
      test.prefix(pictured), testNoise[0], seeing: [Int](repeating: visible, count: pictured))
    let draws = (0..<3).map { draw in
      completions[0].vae.decoded(
        .normal([pictured, latentSize], using: random["styles of completions"][draw]), given: some.condition)
    }
    let columns = [some.condition * 0.5 + 0.5, completions[0].pixelwise.completed(some.condition)] + draws
    let images = columns.map { GrayImage.images($0) }
    return ImageGrid.Group(
      (0..<pictured).flatMap { row in images.map { $0[row] } }, columns: columns.count,
      title: visible == 1 ? "one quadrant seen" : visible == 2 ? "two" : "three",
      columnLabels: ["seen", "no code", "a", "b", "c"])
  }
  try notebook.show(
    ImageGrid(groups: [ImageGrid.Group(GrayImage.images(held.prefix(pictured).images), columns: 1, title: "image")] + groups),
    id: "completions",
    caption: "Test images of which one, two and three quadrants are seen (hidden pixels grey), completed by the network without a "
      + "code and by three draws a, b, c of the conditional VAE: mean images.")

  /*:
   ## What would prove this wrong

   If a model that was told shuffled labels did as well, then what helps would be the larger networks and not the class; the
   classifier would be at one in ten. If the styles told the class as well as the codes of the model that was told nothing, the
   columns of the grid would be ten unrelated digits. If the conditional VAE did not beat the network without a code, a code
   would have nothing to say about the hidden pixels that the visible ones leave open.

   The bounds of the completions are those of one network for all three tasks; one for each may do better. And
   {repeats} trainings give a standard error that is itself uncertain.

   To see clothes: `swift run experiments run conditional-vae --set data=fashion-mnist`. To train for longer and see the gain of the
   class shrink towards what it can be worth: `--set steps=30000`.
  */
}
