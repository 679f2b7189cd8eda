import Laboratory

/// What the essays cite: the documents that they follow, the papers, and what made the figures of other libraries.
public let bibliography = Bibliography([
  // The documents that the essays follow.
  Reference(
    "ollion2020", authors: ["Ollion, Charles"], year: 2020, title: "Going further with VAEs",
    publication: "notebook in dlexperiments", at: .url("https://github.com/charlesollion/dlexperiments")),
  Reference(
    "pyro-vae", title: "Probabilistic Modeling - 4: Variational Autoencoder (VAE) using Pyro",
    publication: "blog post, which names neither its author nor its year"),
  Reference(
    "tiao2017", authors: ["Tiao, Louis"], year: 2017,
    title: "Implementing Variational Autoencoders in Keras: Beyond the Quickstart Tutorial",
    publication: "draft of a blog post",
    at: .url("http://tiao.io/posts/implementing-variational-autoencoders-in-keras-beyond-the-quickstart-tutorial/")),
  Reference(
    "yoshioka2016", authors: ["Yoshioka, Taku"], year: 2016,
    title: "Convolutional variational autoencoder with PyMC and Keras", publication: "notebook in PyMC's examples",
    at: .url("https://www.pymc.io/projects/examples/en/latest/variational_inference/convolutional_vae_keras_advi.html")),

  // Papers and books.
  Reference(
    "alemi2017", authors: ["Alemi, Alexander A.", "Fischer, Ian", "Dillon, Joshua V.", "Murphy, Kevin"], year: 2017,
    title: "Deep Variational Information Bottleneck",
    publication: "International Conference on Learning Representations",
    at: .arXiv("1612.00410")),
  Reference(
    "alemi2018",
    authors: [
      "Alemi, Alexander A.", "Poole, Ben", "Fischer, Ian", "Dillon, Joshua V.", "Saurous, Rif A.", "Murphy, Kevin",
    ], year: 2018, title: "Fixing a Broken ELBO", publication: "International Conference on Machine Learning",
    at: .arXiv("1711.00464")),
  Reference(
    "bingham2019",
    authors: [
      "Bingham, Eli", "Chen, Jonathan P.", "Jankowiak, Martin", "Obermeyer, Fritz", "Pradhan, Neeraj",
      "Karaletsos, Theofanis", "Singh, Rohit", "Szerlip, Paul A.", "Horsfall, Paul", "Goodman, Noah D.",
    ], year: 2019, title: "Pyro: Deep Universal Probabilistic Programming",
    publication: "Journal of Machine Learning Research 20(28)", at: .arXiv("1810.09538")),
  Reference(
    "blei2003", authors: ["Blei, David M.", "Ng, Andrew Y.", "Jordan, Michael I."], year: 2003,
    title: "Latent Dirichlet Allocation", publication: "Journal of Machine Learning Research 3",
    at: .url("https://www.jmlr.org/papers/v3/blei03a.html")),
  Reference(
    "burda2016", authors: ["Burda, Yuri", "Grosse, Roger", "Salakhutdinov, Ruslan"], year: 2016,
    title: "Importance Weighted Autoencoders", publication: "International Conference on Learning Representations",
    at: .arXiv("1509.00519")),
  Reference(
    "chen2018", authors: ["Chen, Ricky T. Q.", "Li, Xuechen", "Grosse, Roger", "Duvenaud, David"], year: 2018,
    title: "Isolating Sources of Disentanglement in Variational Autoencoders",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("1802.04942")),
  Reference(
    "dauphin2017", authors: ["Dauphin, Yann N.", "Fan, Angela", "Auli, Michael", "Grangier, David"], year: 2017,
    title: "Language Modeling with Gated Convolutional Networks",
    publication: "International Conference on Machine Learning", at: .arXiv("1612.08083")),
  Reference(
    "dinh2017", authors: ["Dinh, Laurent", "Sohl-Dickstein, Jascha", "Bengio, Samy"], year: 2017,
    title: "Density estimation using Real NVP", publication: "International Conference on Learning Representations",
    at: .arXiv("1605.08803")),
  Reference(
    "durkan2019", authors: ["Durkan, Conor", "Bekasov, Artur", "Murray, Iain", "Papamakarios, George"], year: 2019,
    title: "Neural Spline Flows", publication: "Advances in Neural Information Processing Systems",
    at: .arXiv("1906.04032")),
  Reference(
    "gelman1996", authors: ["Gelman, Andrew", "Meng, Xiao-Li", "Stern, Hal"], year: 1996,
    title: "Posterior Predictive Assessment of Model Fitness via Realized Discrepancies",
    publication: "Statistica Sinica 6(4)",
    at: .url("https://www3.stat.sinica.edu.tw/statistica/j6n4/j6n41/j6n41.htm")),
  Reference(
    "germain2015", authors: ["Germain, Mathieu", "Gregor, Karol", "Murray, Iain", "Larochelle, Hugo"], year: 2015,
    title: "MADE: Masked Autoencoder for Distribution Estimation",
    publication: "International Conference on Machine Learning", at: .arXiv("1502.03509")),
  Reference(
    "glorot2010", authors: ["Glorot, Xavier", "Bengio, Yoshua"], year: 2010,
    title: "Understanding the difficulty of training deep feedforward neural networks",
    publication: "International Conference on Artificial Intelligence and Statistics",
    at: .url("https://proceedings.mlr.press/v9/glorot10a.html")),
  Reference(
    "griffiths2004", authors: ["Griffiths, Thomas L.", "Steyvers, Mark"], year: 2004,
    title: "Finding scientific topics", publication: "Proceedings of the National Academy of Sciences 101",
    at: .doi("10.1073/pnas.0307752101")),
  Reference(
    "he2015", authors: ["He, Kaiming", "Zhang, Xiangyu", "Ren, Shaoqing", "Sun, Jian"], year: 2015,
    title: "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification",
    publication: "International Conference on Computer Vision", at: .arXiv("1502.01852")),
  Reference(
    "hendrycks2016", authors: ["Hendrycks, Dan", "Gimpel, Kevin"], year: 2016,
    title: "Gaussian Error Linear Units (GELUs)", publication: "preprint", at: .arXiv("1606.08415")),
  Reference(
    "higgins2017",
    authors: [
      "Higgins, Irina", "Matthey, Loic", "Pal, Arka", "Burgess, Christopher", "Glorot, Xavier", "Botvinick, Matthew",
      "Mohamed, Shakir", "Lerchner, Alexander",
    ], year: 2017, title: "β-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework",
    publication: "International Conference on Learning Representations",
    at: .url("https://openreview.net/forum?id=Sy2fzU9gl")),
  Reference(
    "hoffman2014", authors: ["Hoffman, Matthew D.", "Gelman, Andrew"], year: 2014,
    title: "The No-U-Turn Sampler: Adaptively Setting Path Lengths in Hamiltonian Monte Carlo",
    publication: "Journal of Machine Learning Research 15(47)", at: .arXiv("1111.4246")),
  Reference(
    "ioffe2015", authors: ["Ioffe, Sergey", "Szegedy, Christian"], year: 2015,
    title: "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
    publication: "International Conference on Machine Learning", at: .arXiv("1502.03167")),
  Reference(
    "kingma2014", authors: ["Kingma, Diederik P.", "Welling, Max"], year: 2014,
    title: "Auto-Encoding Variational Bayes", publication: "International Conference on Learning Representations",
    at: .arXiv("1312.6114")),
  Reference(
    "kingma2014-m2",
    authors: ["Kingma, Diederik P.", "Rezende, Danilo J.", "Mohamed, Shakir", "Welling, Max"], year: 2014,
    title: "Semi-supervised Learning with Deep Generative Models",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("1406.5298")),
  Reference(
    "kingma2015", authors: ["Kingma, Diederik P.", "Ba, Jimmy"], year: 2015,
    title: "Adam: A Method for Stochastic Optimization",
    publication: "International Conference on Learning Representations", at: .arXiv("1412.6980")),
  Reference(
    "kingma2016",
    authors: [
      "Kingma, Diederik P.", "Salimans, Tim", "Jozefowicz, Rafal", "Chen, Xi", "Sutskever, Ilya", "Welling, Max",
    ], year: 2016, title: "Improved Variational Inference with Inverse Autoregressive Flow",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("1606.04934")),
  Reference(
    "klambauer2017",
    authors: ["Klambauer, Günter", "Unterthiner, Thomas", "Mayr, Andreas", "Hochreiter, Sepp"], year: 2017,
    title: "Self-Normalizing Neural Networks", publication: "Advances in Neural Information Processing Systems",
    at: .arXiv("1706.02515")),
  Reference(
    "kucukelbir2017",
    authors: ["Kucukelbir, Alp", "Tran, Dustin", "Ranganath, Rajesh", "Gelman, Andrew", "Blei, David M."], year: 2017,
    title: "Automatic Differentiation Variational Inference",
    publication: "Journal of Machine Learning Research 18", at: .arXiv("1603.00788")),
  Reference(
    "loaiza2019", authors: ["Loaiza-Ganem, Gabriel", "Cunningham, John P."], year: 2019,
    title: "The continuous Bernoulli: fixing a pervasive error in variational autoencoders",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("1907.06845")),
  Reference(
    "locatello2019",
    authors: [
      "Locatello, Francesco", "Bauer, Stefan", "Lucic, Mario", "Rätsch, Gunnar", "Gelly, Sylvain",
      "Schölkopf, Bernhard", "Bachem, Olivier",
    ], year: 2019,
    title: "Challenging Common Assumptions in the Unsupervised Learning of Disentangled Representations",
    publication: "International Conference on Machine Learning", at: .arXiv("1811.12359")),
  Reference(
    "magnusson2024",
    authors: [
      "Magnusson, Måns", "Torgander, Jakob", "Bürkner, Paul-Christian", "Zhang, Lu", "Carpenter, Bob", "Vehtari, Aki",
    ], year: 2024, title: "posteriordb: Testing, Benchmarking and Developing Bayesian Inference Algorithms",
    publication: "preprint", at: .arXiv("2407.04967")),
  Reference(
    "matthey2017", authors: ["Matthey, Loic", "Higgins, Irina", "Hassabis, Demis", "Lerchner, Alexander"], year: 2017,
    title: "dSprites: Disentanglement testing Sprites dataset", publication: "data set",
    at: .url("https://github.com/google-deepmind/dsprites-dataset")),
  Reference(
    "mescheder2017", authors: ["Mescheder, Lars", "Nowozin, Sebastian", "Geiger, Andreas"], year: 2017,
    title: "Adversarial Variational Bayes: Unifying Variational Autoencoders and Generative Adversarial Networks",
    publication: "International Conference on Machine Learning", at: .arXiv("1701.04722")),
  Reference(
    "norouzi2020", authors: ["Norouzi, Sajad", "Fleet, David J.", "Norouzi, Mohammad"], year: 2020,
    title: "Exemplar VAE: Linking Generative Models, Nearest Neighbor Retrieval, and Data Augmentation",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("2004.04795")),
  Reference(
    "papamakarios2017", authors: ["Papamakarios, George", "Pavlakou, Theo", "Murray, Iain"], year: 2017,
    title: "Masked Autoregressive Flow for Density Estimation",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("1705.07057")),
  Reference(
    "rainforth2018",
    authors: [
      "Rainforth, Tom", "Kosiorek, Adam R.", "Le, Tuan Anh", "Maddison, Chris J.", "Igl, Maximilian", "Wood, Frank",
      "Teh, Yee Whye",
    ], year: 2018, title: "Tighter Variational Bounds are Not Necessarily Better",
    publication: "International Conference on Machine Learning", at: .arXiv("1802.04537")),
  Reference(
    "rezende2015", authors: ["Rezende, Danilo Jimenez", "Mohamed, Shakir"], year: 2015,
    title: "Variational Inference with Normalizing Flows", publication: "International Conference on Machine Learning",
    at: .arXiv("1505.05770")),
  Reference(
    "roeder2017", authors: ["Roeder, Geoffrey", "Wu, Yuhuai", "Duvenaud, David"], year: 2017,
    title: "Sticking the Landing: Simple, Lower-Variance Gradient Estimators for Variational Inference",
    publication: "Advances in Neural Information Processing Systems", at: .arXiv("1703.09194")),
  Reference(
    "rolinek2019", authors: ["Rolinek, Michal", "Zietlow, Dominik", "Martius, Georg"], year: 2019,
    title: "Variational Autoencoders Pursue PCA Directions (by Accident)",
    publication: "Conference on Computer Vision and Pattern Recognition", at: .arXiv("1812.06775")),
  Reference(
    "rubin1981", authors: ["Rubin, Donald B."], year: 1981, title: "Estimation in Parallel Randomized Experiments",
    publication: "Journal of Educational Statistics 6(4)", at: .doi("10.3102/10769986006004377")),
  Reference(
    "scott1992", authors: ["Scott, David W."], year: 1992,
    title: "Multivariate Density Estimation: Theory, Practice, and Visualization", publication: "Wiley",
    at: .doi("10.1002/9780470316849")),
  Reference(
    "sohn2015", authors: ["Sohn, Kihyuk", "Lee, Honglak", "Yan, Xinchen"], year: 2015,
    title: "Learning Structured Output Representation using Deep Conditional Generative Models",
    publication: "Advances in Neural Information Processing Systems",
    at: .url(
      "https://papers.nips.cc/paper/5775-learning-structured-output-representation-using-deep-conditional-generative-models"
    )),
  Reference(
    "srivastava2017", authors: ["Srivastava, Akash", "Sutton, Charles"], year: 2017,
    title: "Autoencoding Variational Inference for Topic Models",
    publication: "International Conference on Learning Representations", at: .arXiv("1703.01488")),
  Reference(
    "talts2018",
    authors: ["Talts, Sean", "Betancourt, Michael", "Simpson, Daniel", "Vehtari, Aki", "Gelman, Andrew"], year: 2018,
    title: "Validating Bayesian Inference Algorithms with Simulation-Based Calibration", publication: "preprint",
    at: .arXiv("1804.06788")),
  Reference(
    "tomczak2018", authors: ["Tomczak, Jakub M.", "Welling, Max"], year: 2018, title: "VAE with a VampPrior",
    publication: "International Conference on Artificial Intelligence and Statistics", at: .arXiv("1705.07120")),
  Reference(
    "tucker2019", authors: ["Tucker, George", "Lawson, Dieterich", "Gu, Shixiang", "Maddison, Chris J."], year: 2019,
    title: "Doubly Reparameterized Gradient Estimators for Monte Carlo Objectives",
    publication: "International Conference on Learning Representations", at: .arXiv("1810.04152")),
  Reference(
    "vehtari2021",
    authors: ["Vehtari, Aki", "Gelman, Andrew", "Simpson, Daniel", "Carpenter, Bob", "Bürkner, Paul-Christian"],
    year: 2021,
    title: "Rank-Normalization, Folding, and Localization: An Improved R-hat for Assessing Convergence of MCMC",
    publication: "Bayesian Analysis 16(2)", at: .arXiv("1903.08008")),
  Reference(
    "vehtari2024",
    authors: ["Vehtari, Aki", "Simpson, Daniel", "Gelman, Andrew", "Yao, Yuling", "Gabry, Jonah"], year: 2024,
    title: "Pareto Smoothed Importance Sampling", publication: "Journal of Machine Learning Research 25(72)",
    at: .arXiv("1507.02646")),
  Reference(
    "yao2018", authors: ["Yao, Yuling", "Vehtari, Aki", "Simpson, Daniel", "Gelman, Andrew"], year: 2018,
    title: "Yes, but Did It Work?: Evaluating Variational Inference",
    publication: "International Conference on Machine Learning", at: .arXiv("1802.02538")),

  // What made the figures of other libraries.
  Reference(
    "jax-figures", title: "Trainings in JAX",
    publication:
      "one for each figure, by scripts written for these reports and not kept, with networks, steps and batches as here and random "
      + "numbers of their own: they can be compared with, and not made again"),
  Reference(
    "pytorch-figures", title: "Trainings in PyTorch",
    publication:
      "the first of pyro-vae by an earlier script, all others by one that has their networks, optimisers and seeds",
    at: .file("Benchmarks/reference_elbo.py")),
])
