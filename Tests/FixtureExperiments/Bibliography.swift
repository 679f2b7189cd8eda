import LabNotebooks

/// What the fixture experiments cite.
let bibliography = Bibliography([
  Reference(
    "adams1979", authors: ["Adams, Douglas"], year: 1979, title: "The Hitchhiker's Guide to the Galaxy",
    publication: "Pan Books")
])
