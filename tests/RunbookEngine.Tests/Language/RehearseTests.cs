using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>What a step says for rehearsals. What is wrong with it is told by the faulty runbooks.</summary>
public class RehearseTests
{
    [Fact]
    public void A_step_says_what_its_script_would_yield()
    {
        var steps = Yaml.Runbook("""
            inputs: { folder: { type: path } }
            steps:
              - id: owner
                shell: stat -c %U {{ inputs.folder }}
                rehearse: { stdout: "owner of {{ inputs.folder }}", stderr: none, exit: 3, takes: 1m30s, runs: "etcd --name={{ inputs.folder }}" }
              - wait: { until: "test -e {{ inputs.folder }}" }
                rehearse: {}
              - shell: uptime
            """).Steps.Cast<ActionStep>().ToArray();

        var answer = steps[0].Rehearse!;
        Assert.Equal(("owner of {{ inputs.folder }}", TemplateKind.Text), (answer.Stdout!.Content, answer.Stdout.Kind));
        Assert.Equal(("none", TemplateKind.Literal), (answer.Stderr!.Content, answer.Stderr.Kind));
        Assert.Equal("etcd --name={{ inputs.folder }}", answer.Runs!.Content);
        Assert.Equal((3, TimeSpan.FromSeconds(90)), (answer.Exit, answer.Takes));
        Assert.Equal(new Rehearsed(null, null, 0, null), steps[1].Rehearse);
        Assert.Null(steps[2].Rehearse);
    }

    [Fact]
    public void Inside_a_lane_it_may_name_the_lanes_target()
    {
        var loop = Assert.IsType<ForEachStep>(Yaml.Runbook("""
            targets: { workers: { group: workers } }
            steps:
              - for-each: workers
                as: node
                gate: { shell: ./healthy.sh, rehearse: { exit: 0, takes: 5s } }
                steps:
                  - shell: hostname
                    rehearse: { stdout: "{{ node.name }}" }
            """).Steps[0]);

        Assert.Equal("{{ node.name }}", Assert.IsType<ActionStep>(loop.Steps[0]).Rehearse!.Stdout!.Content);
        Assert.Equal(TimeSpan.FromSeconds(5), loop.Gate!.Step.Rehearse!.Takes);
    }

    [Fact]
    public void It_is_no_change_of_the_step()
    {
        const string Before = "targets: { w: { group: w } }\nsteps:\n  - id: all\n    for-each: w\n    gate: { shell: x }\n    steps: [{ shell: uptime }]\n";
        const string After = "targets: { w: { group: w } }\nsteps:\n  - id: all\n    for-each: w\n    gate: { shell: x, rehearse: { exit: 1 } }\n    steps: [{ shell: uptime, rehearse: { stdout: a } }]\n";

        Assert.Equal(Yaml.Runbook(Before).Steps[0].Fingerprint, Yaml.Runbook(After).Steps[0].Fingerprint);
    }

    [Fact]
    public void A_setting_of_that_name_is_a_change_of_the_step() => Assert.NotEqual(
        Yaml.Runbook("steps:\n  - shell: { run: env, env: { rehearse: a } }\n").Steps[0].Fingerprint,
        Yaml.Runbook("steps:\n  - shell: { run: env, env: { rehearse: b } }\n").Steps[0].Fingerprint);
}
