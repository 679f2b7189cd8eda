import Laboratory

/*:
 # Conditional VAE

 Tell a variational autoencoder which class an image shows, and its code need not say it. What its bound on the log-likelihood of a
 test image then gains over that of a model which is not told is {class-gain}, and where it has to do without the class and mixes all
 ten it is {mixture-gain} (difference ± standard error over {repeats} pairs of trainings at the same budget). By Bayes' rule alone it
 names the class of {bayes-accuracy} of the test images. What is left in its code is style, which other classes can wear, too: test
 images decoded in their style as every class are read as that class in {swap-accuracy} of the cases. With styles that were drawn:

 {class-by-style}

 Told some of the pixels instead, such a model completes the rest: with one quadrant of an image seen the three others cost
 {hidden-cost-1}, with three the fourth {hidden-cost-3}.

 ## The question

 Let $y$ be something that is known of an image $x$ before it is seen: its class, or a part of its pixels. A conditional VAE
 [@sohn2015], which the notebook “Going further with VAEs” announces and leaves out [@ollion2020], is a VAE for every $y$, with
 networks that all $y$ share:

 $$\log p(x \mid y) \ge \mathbb{E}_{q(z \mid x, y)} \log p(x \mid z, y) - \mathrm{KL}\big(q(z \mid x, y) \Vert p(z \mid y)\big).$$

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
      "data", "mnist", "the images; 5,000 of mnist where there are no more", limits: .oneOf(["mnist", "fashion-mnist"])),
    Setting("repeats", 4, smoke: 2, "trainings of each model, with a seed each", limits: .between(2, 20)),
    Setting(
      "steps", 2_500, smoke: 20, paper: 30_000, "optimiser steps of each training", limits: .between(10, 1_000_000)),
    Setting("batch-size", 100, smoke: 20, "images in a step", limits: .between(2, 1_000)),
    Setting("learning-rate", 3e-3, "Adam's learning rate at the first step; it falls to 0", limits: .above(0)),
    Setting("maximum-gradient-norm", 200.0, "gradients of a larger norm are scaled down to it", limits: .above(0)),
    Setting("latent-size", 20, smoke: 6, paper: 50, "numbers in a code", limits: .between(2, 200)),
    Setting("hidden-units", 200, smoke: 30, paper: 500, "units of each hidden layer", limits: .between(2, 2_000)),
    Setting("test-images", 1_000, smoke: 40, "test images to score", limits: .between(20, 10_000)),
    Setting("draws", [1, 10, 100], smoke: [1, 5], "draws k of the bounds $L_k$", limits: .between(1, 5_000)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let random = notebook.random
  let testCount: Int = try notebook["test-images"]
  let data =
    try notebook["data"] == "mnist"
    ? notebook.mnist(training: 4_000, test: testCount) : notebook.fashionMNIST(training: 4_000, test: testCount)
  let test = data.test.prefix(testCount)
  let training = data.train, classes = training.classNames
  try notebook.show(["source": .text(data.source), "test images used here": .number(test.count)], id: "source")

  //: A log-likelihood is only worth comparing where it is one. So pixels are drawn as black or white, with the grey value as the
  //: probability of white, and have Bernoulli distributions: then $p(x \mid y)$ is a probability, never above 1, and a nat is a nat.
  //: Training draws them anew whenever an image is used; the test images are drawn once.
  let testNoise = random["noise of the test images"]
  let testBatches = test.batches(of: 100) { $0.withClasses(using: testNoise[$1]) }
  let held = ConditionedImages.joined(testBatches), labels = test.labels.map(Int.init)
  try notebook.show(
    ImageGrid(RasterImage.images(held.prefix(20).images), columns: 10), id: "images",
    caption: "Twenty test images, as drawn.")

  //: ## Three models
  //:
  //: All have two hidden layers of {hidden-units} tanh units each way and codes of {latent-size} numbers
  //: ([ConditionalImageVAE.swift](../../Experiments/Models/ConditionalImageVAE.swift)). They differ in what is told the
  //: class, as a vector with one 1: nothing; the encoder and the decoder, as in the model M2 of @kingma2014-m2;
  //: or the prior too.
  //:
  //: Why the prior? With codes from $\mathcal{N}(0, I)$ for every class, the average posterior of a class has to look like that of every
  //: other. A $p(z \mid y)$ lets a class have a mean and a width of its own. It adds no distribution that a decoder told the class could
  //: not make, since $z = \mu(y) + \sigma(y) \varepsilon$ is a function of noise and class; whether it helps two small networks is to be
  //: measured. And it has a price: a code that may lie anywhere at no cost need not forget the class. The *style* of an image is then
  //: where its code lies in the prior of its class, $\varepsilon = (z - \mu(y))/\sigma(y)$.
  let latentSize: Int = try notebook["latent-size"], hiddenUnits: Int = try notebook["hidden-units"]
  func makeModel(_ place: ConditionalVAE.Place, _ random: Random) throws -> ConditionalVAE {
    try .ofClasses(
      classes.count, told: place, latentSize: latentSize, hiddenUnits: hiddenUnits, using: random["weights"])
  }
  try notebook.showLayers(of: makeModel(.everywhere, random).networks, fold: true)
  //: hide
  for (name, place) in [("unconditional", ConditionalVAE.Place.nowhere), ("conditional", .everywhere)] {
    try notebook.measure("\(name)-parameters", makeModel(place, random).parameters.map(\.value.count).reduce(0, +))
  }

  //: That makes {conditional-parameters} parameters, against {unconditional-parameters} of the model that is told
  //: nothing.
  //:
  //: ## Training
  //:
  //: Each model is trained {repeats} times for {steps} steps, and the trainings of the same number share their images, their order and
  //: their noise, so that differences can be taken pair by pair. Gradients with a norm above {maximum-gradient-norm} are scaled down to
  //: it: a single batch that is far from all others must not throw a training off.
  let repeats: Int = try notebook["repeats"], steps: Int = try notebook["steps"]
  let batchSize: Int = try notebook["batch-size"]
  let rate = try LearningRate.cosine(initial: notebook["learning-rate"], final: 0, over: steps)
  let maximumNorm = Float(try notebook["maximum-gradient-norm"] as Double)

  func train(
    _ model: some VariationalModel<ConditionedImages>, as name: String, repeat index: Int,
    on data: (LabelledImages, Random) -> ConditionedImages
  ) throws -> TrainingLog {
    let random = random["training"][index]
    var svi = SVI(model, objective: EvidenceLowerBound(), optimizer: Adam(rate), maximumGradientNorm: maximumNorm)
    let batches = Minibatches(of: batchSize, from: training, using: random["order of the images"])
    return try notebook.train(&svi, steps: steps, as: "\(name), training \(index + 1)") { svi, step in
      let noise = random["noise"][step.index]
      return try svi.step(data(batches[step.index], noise), using: noise)
    }
  }

  let rungs = (try notebook["draws"] as [Int]).sorted()
  func contender(_ name: String, told place: ConditionalVAE.Place) throws -> Contender {
    let models = try (0..<repeats).map { try makeModel(place, random["initial weights"][$0]) }
    let logs = try models.enumerated().map { index, model in
      try train(model, as: name, repeat: index) { $0.withClasses(using: $1) }
    }
    return try Contender(
      name, models, logs: logs, on: testBatches, rungs: rungs, using: testNoise, observer: notebook)
  }
  let plain = try contender("not told", told: .nowhere)
  let inNetworks = try contender("networks told", told: .networks)
  let everywhere = try contender("prior told too", told: .everywhere)
  let contenders = [plain, inNetworks, everywhere]
  try notebook.show(
    Contender.losses(contenders), id: "loss",
    caption: "The first training of each model: both terms of its loss, −log p(x | z, y) and KL, and its gradient.")
  //: hide
  let allTrainings = contenders.flatMap(\.logs)
  try notebook.measureGradientNorms("training", of: allTrainings, clippedAbove: Double(maximumNorm))
  let largestNorms = allTrainings.map { $0["gradient norm"].max()! }
  try notebook.measure(
    "largest-norm", largestNorms.max()!, tolerance: .noise(of: largestNorms), format: .significant(2))

  //: The norms have a median of {training-norm} and a maximum of {largest-norm}; {training-clipped} of the steps were
  //: scaled down.
  //:
  //: ## What the class is worth
  //:
  //: The evidence lower bound, one draw and the KL in closed form, and importance-weighted bounds $L_k$, which rise
  //: with $k$ towards $\log p$, so that a guide that fits one model better than the other is no excuse.
  try notebook.show(
    Table(
      columns: ["model", "bound on", "KL", "active units", "ELBO"] + rungs.map { "$L_{\($0)}$" },
      rows: contenders.map { $0.cells($0.name == plain.name ? "$\\log p(x)$" : "$\\log p(x \\mid y)$") }), id: "bounds",
    caption:
      "Nats an image over {test-images} test images: mean ± standard error over {repeats} trainings. A unit of the "
      + "code is active where its mean varies from image to image by more than 0.01.")

  //: And each image under each class that it might be of, for a bound on $\log p(x)$ and for the classifier
  //: ([ClassReaders.swift](../../Experiments/Models/ClassReaders.swift)). A mixture of bounds of {most-draws} draws for each class has
  //: {mixture-draws} in all, and is compared with a bound of as many of the model that is not told:
  func classBounds(_ model: ConditionalVAE, of batches: [Tensor]) throws -> ClassBounds {
    try ClassBounds(
      of: model, classes: classes.count, on: batches, draws: rungs.last!, using: testNoise["classes"],
      observer: notebook)
  }
  let classScores = try everywhere.models.map { try classBounds($0, of: testBatches.map(\.images)) }

  let gain = everywhere.gain(over: plain), logClasses = log(Double(classes.count))
  let joint = PairedDifference(of: everywhere.bounds.map { $0 - logClasses }, less: plain.bounds)
  let mixtureDraws = classes.count * rungs.last!
  let plainBounds = try plain.bounds(ofDraws: mixtureDraws, on: testBatches, using: testNoise, observer: notebook)
  let mixture = PairedDifference(of: classScores.map(\.mixtureBound), less: plainBounds)
  try notebook.show(
    Table(
      columns: ["difference of $L_{\(rungs.last!)}$", "nats an image", "which is"],
      rows: [
        ("prior told too, $\\log p(x \\mid y)$, less not told", gain),
        ("prior told too, $\\log p(x, y)$, which is $\\log \(classes.count)$ lower, less not told", joint),
        ("prior told too, mixture over the classes, $\\log p(x)$, less $L_{\(mixtureDraws)}$ not told", mixture),
        ("prior told too less networks told", everywhere.gain(over: inNetworks)),
      ].map { [.text($0.0), .number($0.1.summary, .fixed(2)), .text($0.1.verdict)] }),
    id: "differences",
    caption: "Difference ± standard error over {repeats} pairs; below two standard errors it is undecided.")
  try notebook.show(
    Figure(
      contenders.map { .points(Array(1...repeats), $0.bounds, name: $0.name, size: 4) },
      x: Axis("training", limits: 0.5...Double(repeats) + 0.5), y: Axis("bound", unit: "nats")),
    id: "trainings",
    caption: "The bound $L_k$ of the most draws, of every training. The models of one number share their data.")
  //: hide
  for (name, k) in [("most-draws", rungs.last!), ("mixture-draws", mixtureDraws)] { try notebook.measure(name, k) }
  try notebook.measure("log-classes", logClasses, unit: "nats", format: .fixed(2))
  try notebook.measure("class-gain", gain, unit: "nats", format: .fixed(2))
  try notebook.measure("joint-gain", joint, unit: "nats", format: .fixed(2))
  try notebook.measure("mixture-gain", mixture, unit: "nats", format: .fixed(2))
  try notebook.measure("prior-gain", everywhere.gain(over: inNetworks), unit: "nats", format: .fixed(2))

  //: To a reader who knew the true distribution the class would be worth {log-classes} at most. What a model gains beyond that, it
  //: gains in learning, and the likely reason is that ten easier tasks which share their networks come further than a hard one with so
  //: few images and steps. It is then seen in the fair comparisons too, on $\log p(x, y)$, {joint-gain}, and $\log p(x)$,
  //: {mixture-gain}: between perfect models the one would be 0 at most, and the other 0.
  let isTrained = steps >= 1_000
  if isTrained {
    notebook.claim(
      "The bound is higher for the model that is told the class in every pair of trainings, and on average by more than the "
        + "logarithm of the number of classes.", gain.summary.minimum > 0 && gain.mean > logClasses)
    let spreads = contenders.map { Summary(of: $0.bounds) }.map { $0.maximum - $0.minimum }
    notebook.claim("The trainings of each model are within 10 nats of each other.", spreads.allSatisfy { $0 < 10 })
  }

  //: ## A classifier for free
  //:
  //: Nobody trained the model to name classes. But it can say how probable an image is under each, and the largest of the ten bounds
  //: $L_k(x \mid y)$ names the class of {bayes-accuracy} of the test images.
  func accuracy(_ guesses: [Int], _ labels: [Int]) -> Double {
    100 * Double(zip(guesses, labels).count { $0 == $1 }) / Double(labels.count)
  }
  let accuracies = classScores.map { accuracy($0.classified, labels) }
  //: hide
  try notebook.measure("bayes-accuracy", meanOf: accuracies, unit: "%", format: .fixed(1))

  //: ## What is left of the class in the code
  //:
  //: A simple reader of codes: the mean code of each class, taken over training images, and the nearest of these means for a test
  //: image. It is right once in ten by chance. The encoder is told the true class here, so that nothing keeps a code from naming it but
  //: the price: with codes from $\mathcal{N}(0, I)$ a nat spent on the class is spent on what the decoder knows.
  let reference = training.prefix(4_000).withClasses(using: random["reference images"])
  func classRead(from codes: (ConditionedImages) -> Tensor) -> Double {
    let reader = NearestClassMean(of: codes(reference), classes: reference.condition)
    return accuracy(reader.classified(codes(held)), labels)
  }
  let readFromCodes = contenders.map { $0.models.map { model in classRead(from: model.codes) } }
  let readFromStyles = contenders.map { $0.models.map { model in classRead(from: model.styles) } }
  try notebook.show(
    Table(
      columns: ["model", "read from the code z", "read from the style ε"],
      rows: contenders.indices.map { index in
        [
          .text(contenders[index].name), .number(Summary(of: readFromCodes[index]), .fixed(1)),
          .number(Summary(of: readFromStyles[index]), .fixed(1)),
        ]
      }),
    id: "class-in-codes",
    caption:
      "Percent of the test images whose class the nearest class mean tells, mean ± standard error over {repeats} "
      + "trainings. Where codes come from N(0, I), style and code are the same.")
  if isTrained {
    notebook.claim(
      "In every training the style of a model that is told the class, in the prior or not, names it less often than the code of "
        + "the model that is not told, by more than 30 of a hundred.",
      readFromStyles.dropFirst().allSatisfy { zip($0, readFromCodes[0]).allSatisfy { $0 + 30 < $1 } })
  }

  //: hide
  for (name, read) in zip(["untold", "told", "prior"], readFromStyles) {
    try notebook.measure("style-read-\(name)", meanOf: read, unit: "%", format: .fixed(1))
  }

  //: Compare the columns of the last row. Where the prior is told the class, a code may name it at no cost by lying
  //: where the codes of its class lie; what is left of the class is to be looked for in the style.
  //:
  //: ## Class by style
  //:
  //: The figure at the head of this report: eleven styles drawn from $\mathcal{N}(0, I)$, one a column, decoded as each of the
  //: classes, $z = \mu(y) + \sigma(y) \varepsilon$. Where all classes had the same prior this would be the same $z$ down a column.
  //: Not every cell can be read as what its row says: a style that one class has may be one that another never has.
  let model = everywhere.models[0]
  let drawnStyles = Tensor.normal([11, latentSize], using: random["styles"])
  try notebook.show(
    ImageGrid(
      RasterImage.images(model.decodedInEveryClass(drawnStyles, of: classes.count)), columns: 11, rowLabels: classes,
      rowTitle: "class",
      columnTitle: "style"), id: "class-by-style",
    caption:
      "A row is a class, a column a style: slant, width and weight stay, the class changes. Mean images of the model "
      + "whose prior is told too.")

  //: ## Another label for real images
  //:
  //: The same with the styles of test images, encoded with their own class and decoded with every class in turn.
  let shown = held.prefix(11)
  try notebook.show(
    ImageGrid(
      RasterImage.images(shown.images)
        + RasterImage.images(model.decodedInEveryClass(model.styles(of: shown), of: classes.count)),
      columns: 11,
      rowLabels: ["image"] + classes, rowTitle: "decoded as"), id: "swapped",
    caption: "Test images in the first row; below each, its style decoded as every class, its own among them.")

  //: Does the new label show? For each training, the model of the next one reads {copies} such copies by Bayes' rule, their pixels
  //: drawn as black or white. It names the class that they were told to be in {swap-accuracy} of the cases.
  let swapAccuracies = try everywhere.models.enumerated().map { index, model in
    let copies = model.decodedInEveryClass(model.styles(of: held.prefix(100)), of: classes.count)
    let dice = Tensor.uniform(copies.shape, using: random["pixels of the copies"])
    let drawn = Tensor(zip(dice.elements, copies.elements).map { $0 < $1 ? 1 : 0 }, shape: copies.shape)
    let reading = try classBounds(everywhere.models[(index + 1) % repeats], of: [drawn]).classified
    return accuracy(reading, reading.indices.map { $0 * classes.count / reading.count })
  }
  //: hide
  try notebook.measure("copies", classes.count * held.prefix(100).images.shape[0])
  try notebook.measure("swap-accuracy", meanOf: swapAccuracies, unit: "%", format: .fixed(1))

  //: ## Half-hidden images
  //:
  //: The condition may be a part of the image as well [@sohn2015]. Of the four quadrants, in an order drawn for
  //: each image, the first one, two or three are seen: $y$ has a 1 for a white pixel, −1 for a black one and 0 for a
  //: hidden one ([VisibleQuadrants.swift](../../Experiments/Models/VisibleQuadrants.swift)). A pixel that is seen is
  //: certain, so that the bound is one on $\log p(\text{hidden} \mid \text{seen})$. One model serves all three numbers
  //: of quadrants, drawn anew for each training image; its prior has a hidden layer of {hidden-units} units.
  //:
  //: What is the code for? The rival is a network of the decoder's size from the seen pixels to the probability of each
  //: hidden one ([PixelwiseCompletion.swift](../../Experiments/Models/PixelwiseCompletion.swift)). It knows how likely
  //: a pixel is to be white; it does not know that the hidden pixels belong to one and the same image. The baseline
  //: knows the mean of each pixel. What the hidden pixels cost is counted in
  //: [Completion.swift](../../Experiments/Models/Completion.swift).
  let completions = try (0..<repeats).map { index in
    let weights = random["weights of completions"][index]
    let vae = try ConditionalVAE.ofVisiblePixels(
      latentSize: latentSize, hiddenUnits: hiddenUnits, using: weights["vae"])
    let pixelwise = try PixelwiseCompletion(hiddenUnits: hiddenUnits, using: weights["pixelwise"])
    let logs = [
      try train(vae, as: "completion", repeat: index) { $0.randomlyHidden(using: $1) },
      try train(pixelwise, as: "without a code", repeat: index) { $0.randomlyHidden(using: $1) },
    ]
    return Completion(vae: vae, pixelwise: pixelwise, logs: logs)
  }

  let pixelMeans = PixelMeans(of: training)
  let hiddenCosts = try (1...3).map { seen in
    try HiddenCost(
      seeing: seen, of: test, completions, pixelMeans, draws: rungs.last!, using: testNoise, observer: notebook)
  }
  try notebook.show(
    Table(
      columns: [
        "quadrants seen", "hidden pixels", "means", "no code", "VAE", "a pixel", "VAE less no code", "which is",
      ], rows: hiddenCosts.map(\.cells)), id: "hidden-costs",
    caption:
      "−log p(hidden | seen) in nats an image over {test-images} test images: the pixels' means, the network without a code, "
      + "and the conditional VAE, whose cost is $-L_{\(rungs.last!)}$, also for each hidden pixel; mean ± standard error."
  )
  //: hide
  try notebook.measureGradientNorms(
    "completion", of: completions.flatMap(\.logs), clippedAbove: Double(maximumNorm))
  try notebook.measure(hiddenCosts)

  //: Who sees two quadrants of an image sees the one seen before. So, by these bounds, differences between rows are
  //: costs as well: the second quadrant costs {second-quadrant} given the first, the third {third-quadrant} given both,
  //: the fourth {hidden-cost-3} given all. Of the steps of these trainings {completion-clipped} were scaled down.
  if isTrained {
    notebook.claim(
      "In every training, however many quadrants are seen, the hidden pixels cost the conditional VAE less than the network "
        + "without a code, and that less than the pixels' means.",
      hiddenCosts.allSatisfy { cost in
        zip(cost.vae, cost.pixelwise).allSatisfy { $0 < $1 } && cost.pixelwise.allSatisfy { $0 < cost.means }
      })
  }

  //: A draw of the code is one way in which the image might go on; without a code there is one answer, a blend of them all.
  let drawnCompletions = (0..<3).map { Tensor.normal([7, latentSize], using: random["styles of completions"][$0]) }
  let groups = zip(1...3, ["one quadrant seen", "two", "three"]).map { seen, title in
    let some = test.prefix(7).halfHidden(seeing: [Int](repeating: seen, count: 7), using: testNoise[0])
    return completions[0].pictures(given: some.condition, styles: drawnCompletions, title: title)
  }
  try notebook.show(
    ImageGrid(
      groups: [ImageGrid.Group(RasterImage.images(held.prefix(7).images), columns: 1, title: "image")] + groups),
    id: "completions",
    caption:
      "Test images of which one, two and three quadrants are seen (hidden pixels grey), completed by the network without a "
      + "code and by three draws of the conditional VAE: mean images.")

  //: ## Conclusion
  //:
  //: Told the class, the model gains {class-gain} an image, of which {mixture-gain} are left where it mixes over the classes and is
  //: compared on $\log p(x)$ itself; telling the prior as well as the networks is worth {prior-gain}. It names {bayes-accuracy} of
  //: the test images without having been trained to, while its styles tell the class of {style-read-prior}, where the codes of the
  //: model that is not told tell {style-read-untold}. Told pixels, what hidden ones cost it, less what they cost a network
  //: without a code, is {hidden-lead-1} for three quadrants given one, and {hidden-lead-3} for the fourth given three.
  //:
  //: ## What would prove this wrong
  //:
  //: A model that is told shuffled labels must gain nothing, or its larger networks explain the gain. If styles said as much of the
  //: class as the codes of the model that is not told, a column of the grid would be ten unrelated images. If the conditional VAE did no
  //: better than the network without a code, hidden pixels would have nothing in common but what the seen ones tell. All bounds are
  //: those of one budget of steps, and standard errors of {repeats} trainings are themselves rough.
  //:
  //: Clothes: `swift run experiments run conditional-vae --set data=fashion-mnist`. Whether the gain shrinks to what
  //: the class can be worth when there is more to learn from: the whole of MNIST and `--set steps=30000`.
}
