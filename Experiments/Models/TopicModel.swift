import Laboratory

/// Latent Dirichlet allocation with amortised inference: a document's shares θ of K topics are the softmax of normal numbers z, each of
/// its words comes from topic k with the probability θₖ and is then drawn from that topic's words, and an encoder network makes q(z)
/// of the document's counts. The topics of the words are summed out: log p(w | θ) = log Σ θₖ βₖ(w).
///
/// The normal numbers' variance is that of Laplace's approximation of a symmetric Dirichlet distribution (Srivastava and Sutton 2017,
/// section 3.2).
struct TopicModel: VariationalModel {
  let encoder: GaussianEncoder
  /// The logits of each topic's words, topics × vocabulary.
  let logits: Parameter
  /// The concentration α of the Dirichlet distribution.
  let concentration: Double
  /// The documents that a batch stands for; nil where it is all.
  var total: Int?

  /// A model with random topics and an untrained encoder.
  init(
    vocabulary: Int, topics: Int, concentration: Double, hiddenUnits: Int, using random: Random
  ) throws {
    encoder = GaussianEncoder(
      try Network(
        "encoder", input: [vocabulary], using: random["encoder"],
        [
          Dense(hiddenUnits), Activation.softplus, Dense(hiddenUnits), Activation.softplus, Dense(2 * topics),
          BatchNormalization(),
        ]))
    logits = Parameter("topics", Tensor.normal([topics, vocabulary], using: random["topics"]))
    self.concentration = concentration
  }

  var parameters: [Parameter] { [logits] + encoder.networks.flatMap(\.parameters) }
  var topicCount: Int { logits.value.shape[0] }

  /// The standard deviation of each number of z.
  var priorDeviation: Double {
    ((1 - 1 / Double(topicCount)) / concentration).squareRoot()
  }

  func model(_ trace: Trace, _ counts: Tensor) throws {
    try trace.plate("documents", size: counts.shape[0], of: total) {
      let z = try trace.sample("z", prior.toEvent(1))
      try trace.observe("words", WordCounts(logProbabilities: logProbabilities(of: z, trace.pass)), counts)
    }
  }

  func guide(_ trace: Trace, _ counts: Tensor) throws {
    try trace.plate("documents", size: counts.shape[0], of: total) {
      try trace.sample("z", posterior(of: counts, trace.pass).toEvent(1))
    }
  }

  private var prior: Normal {
    Normal(
      mean: Variable(.zeros([topicCount])),
      standardDeviation: Variable(Tensor(repeating: Float(priorDeviation), shape: [topicCount])))
  }

  /// q(z) of documents by their counts.
  func posterior(of counts: Tensor, _ pass: Pass = .evaluation) -> Normal {
    encoder(Variable((counts + 1).mapped(.log)), pass)
  }

  /// log Σ θₖ βₖ of every word.
  func logProbabilities(of z: Variable, _ pass: Pass) -> Variable {
    log(z.softmax(along: -1).matrixProduct(pass[logits].softmax(along: -1)))
  }

  /// The probability of each word in each topic, topics × words.
  var topics: [[Double]] {
    let probabilities = Variable(logits.value).softmax(along: -1).value.doubles, width = logits.value.shape[1]
    return (0..<topicCount).map { Array(probabilities[$0 * width..<($0 + 1) * width]) }
  }

  /// The same model word by word, as one would write it down: each word's topic is a site, which the library sums out. The data are
  /// documents of one length, words × documents.
  func wordByWord(_ trace: Trace, _ words: Tensor) throws {
    try trace.plate("documents", size: words.shape[1]) {
      let z = try trace.sample("z", prior.toEvent(1))
      try trace.plate("words", size: words.shape[0]) {
        let topic = try trace.sample("topic", OneHotCategorical(logits: z), enumerated: true)
        try trace.observe("word", Categorical(logits: topic.matrixProduct(trace.pass[logits])), words)
      }
    }
  }
}

/// How often each word stands in a document whose words are drawn one by one: log p of the words in their order.
struct WordCounts: Distribution {
  /// log p of every word, batch × vocabulary.
  let logProbabilities: Variable

  var batchShape: Shape { logProbabilities.shape.dropLast() }
  var eventShape: Shape { logProbabilities.shape.suffix(1) }
  var support: Support { .counts }
  /// Not known: it has no say in a document's length.
  var mean: Variable { Variable(Tensor(repeating: .nan, shape: logProbabilities.shape)) }
  var variance: Variable { mean }

  func logDensity(_ x: Variable) -> Variable { (x * logProbabilities).sum(along: [-1]) }
  /// NaN: it has no say in a document's length.
  func sample(using random: inout Random) -> Tensor { mean.value }
  func expanded(to batchShape: Shape) -> WordCounts {
    WordCounts(logProbabilities: logProbabilities.broadcast(to: batchShape + eventShape))
  }
}

extension TopicModel {
  /// The shares of the topics in documents, documents × topics: the mean over so many draws of a distribution of z.
  static func shares(under posterior: Normal, draws: Int, using random: Random) -> [[Double]] {
    let shape = posterior.batchShape, width = shape[-1]
    var sums = [Double](repeating: 0, count: shape.count)
    for draw in 0..<draws {
      let shares = Variable(posterior.sample(using: random[draw])).softmax(along: -1).value.doubles
      for index in sums.indices { sums[index] += shares[index] / Double(draws) }
    }
    return (0..<shape[0]).map { Array(sums[$0 * width..<($0 + 1) * width]) }
  }
}
