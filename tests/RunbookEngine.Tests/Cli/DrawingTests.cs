using RunbookEngine.Cli.Drawing;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>Names are data in drawings too: nothing in one may end a label or begin a statement.</summary>
public sealed class DrawingTests
{
    private static readonly Plan Odd = Planner.Plan(Some.Runbook(
        Some.Step("a") with { Name = "say \"hi\"]\n click a href `x` <b> #1; \\" },
        Some.Group("g", 0, Some.Free("b"), Some.Free("c")),
        Some.Step("d")) with
    {
        Name = "odd \"name\"",
        Finally = [Some.Step("z")],
    });

    [Fact]
    public void Mermaid_takes_any_name() =>
        Assert.Equal("""
            flowchart TD
              subgraph main ["steps"]
                s1["say #34;hi#34;#93;#10; click a href #96;x#96; #60;b#62; #35;1#59; #92;<br/>fake do"]
                subgraph s2 ["g<br/>parallel"]
                  s3["b<br/>fake do"]
                  s4["c<br/>fake do"]
                end
                s5["d<br/>fake do"]
              end
              subgraph finally_ ["finally"]
                s6["z<br/>fake do"]
              end
              s1 --> s2
              s2 --> s5
              main -.-> finally_

            """, MermaidText.Of(Odd));

    [Fact]
    public void Graphviz_takes_any_name() =>
        Assert.Equal("""
            digraph "odd \"name\"" {
              compound=true;
              node [shape=box, style=rounded];
              subgraph cluster_main {
                label="steps";
                s1 [label="say \"hi\"]⏎ click a href `x` <b> #1; \\\nfake do"];
                subgraph cluster_s2 {
                  label="g\nparallel";
                  s3 [label="b\nfake do"];
                  s4 [label="c\nfake do"];
                }
                s5 [label="d\nfake do"];
              }
              subgraph cluster_finally_ {
                label="finally";
                s6 [label="z\nfake do"];
              }
              s1 -> s3 [lhead=cluster_s2];
              s4 -> s5 [ltail=cluster_s2];
            }

            """, DotText.Of(Odd));
}
