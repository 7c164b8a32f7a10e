using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>Targets, windows and <c>for-each</c> as the reader gives them to the planner. What is wrong with them is told by the faulty runbooks.</summary>
public class FanOutTests
{
    private const string Workers = "targets: { workers: { group: workers } }\n";

    [Fact]
    public void Targets_are_a_group_hosts_or_the_engines_own_machine()
    {
        var targets = Yaml.Runbook("""
            inputs: { group: { type: string }, hosts: { type: list } }
            vars: { group: "{{ inputs.group }}-workers" }
            targets:
              here: local
              workers: { group: "{{ vars.group }}" }
              members: { hosts: [cp1, "{{ inputs.group }}-2"] }
              given: { hosts: "{{ inputs.hosts }}" }
              one: { hosts: cp1 }
            steps:
              - log: "{{ targets.here.size }} {{ targets.workers[0].vars.rack }} {{ targets.members | array.map 'name' }} {{ targets.given }} {{ targets.one }}"
            """).Targets;

        Assert.Equal(["here", "workers", "members", "given", "one"], targets.Select(static t => t.Name));
        Assert.IsType<TargetSelector.Local>(targets[0].Selector);
        Assert.Equal("{{ vars.group }}", Written(Assert.IsType<TargetSelector.Group>(targets[1].Selector).Name));
        Assert.Equal("[cp1, {{ inputs.group }}-2]", Written(Assert.IsType<TargetSelector.Hosts>(targets[2].Selector).Names));
        Assert.Equal("{{ inputs.hosts }}", Written(Assert.IsType<TargetSelector.Hosts>(targets[3].Selector).Names));
        Assert.Equal("cp1", Written(Assert.IsType<TargetSelector.Hosts>(targets[4].Selector).Names));
    }

    [Fact]
    public void A_for_each_is_read_with_all_that_stands_beside_it()
    {
        var step = Assert.IsType<ForEachStep>(Assert.Single(Yaml.Runbook(Workers + """
            steps:
              - id: upgrade
                for-each: workers
                as: node
                batches: [1, 3, "25%"]
                max-failures: 10%
                order: [w3, w1]
                on: "{{ targets.workers[0].name }}"
                gate: { shell: ./healthy.sh, on: w1, consecutive: 2, timeout: 15m, delay: 5s }
                continue-on-failure: true
                steps:
                  - id: drain
                    shell: drain {{ node.name }} {{ node.address }} {{ node.groups }} {{ node.vars.rack }}
                  - id: after
                    if: steps.drain.changed && node.vars.rack == "a"
                    shell: echo {{ steps.drain.stdout }}
            """).Steps));

        Assert.Equal(("upgrade", "workers", "node", true), (step.Id.Value, step.Targets, step.Variable, step.ContinueOnFailure));
        Assert.Equal(("[1, 3, 25%]", "10%", "[w3, w1]"), (Written(step.Batches!), Written(step.MaxFailures!), Written(step.Order!)));
        Assert.Equal("{{ targets.workers[0].name }}", step.On!.Content);
        Assert.Equal(["drain", "after"], step.Steps.Select(static s => s.Id.Value));
        Assert.Equal(("gate", "shell", "run", 2), (step.Gate!.Step.Id.Value, step.Gate.Step.Tool, step.Gate.Step.Verb.Name, step.Gate.Consecutive));
        Assert.Equal(("15m", "5s", "w1"), (Written(step.Gate.Timeout!), Written(step.Gate.Delay!), step.Gate.Step.On!.Content));
        Assert.NotEmpty(step.Fingerprint);
    }

    [Fact]
    public void What_a_for_each_does_not_say_is_left_to_the_planner()
    {
        var step = Assert.IsType<ForEachStep>(Assert.Single(Yaml.Runbook(Workers + "steps:\n  - for-each: workers\n    steps: [{ shell: \"echo {{ target.name }}\" }]\n").Steps));

        Assert.Equal(("for_each_1", "target"), (step.Id.Value, step.Variable));
        Assert.Null(step.Batches);
        Assert.Null(step.MaxFailures);
        Assert.Null(step.Order);
        Assert.Null(step.Gate);
    }

    [Theory]
    [InlineData("batches: all", "all")]
    [InlineData("batches: 3", "3")]
    [InlineData("batches: \"3\"", "3")]
    [InlineData("batches: 12.5%", "12.5%")]
    [InlineData("batches: \"{{ targets.workers.size / 2 | math.ceil }}\"", "{{ targets.workers.size / 2 | math.ceil }}")]
    [InlineData("batches: [1, \"{{ targets.workers.size }}\"]", "[1, {{ targets.workers.size }}]")]
    public void Batches_are_a_size_or_sizes(string line, string expected) =>
        Assert.Equal(expected, Written(((ForEachStep)Yaml.Runbook($"{Workers}steps:\n  - for-each: workers\n    {line}\n    steps: [{{ shell: uptime }}]\n").Steps[0]).Batches!));

    [Fact]
    public void A_gate_may_use_a_script_though_a_script_can_change_things()
    {
        var gate = ((ForEachStep)Yaml.Runbook(Workers + "steps:\n  - for-each: workers\n    gate: { shell: uptime }\n    steps: [{ shell: uptime }]\n").Steps[0]).Gate!;

        Assert.Equal((1, null, null), (gate.Consecutive, gate.Timeout, gate.Delay));
        Assert.True(gate.Step.Verb.HasSideEffect);
    }

    [Fact]
    public void Lanes_inside_lanes_see_both_targets_and_the_steps_of_both() => Assert.Empty(Yaml.Codes("""
        targets: { racks: { group: heads }, workers: { group: workers } }
        steps:
          - for-each: racks
            as: rack
            steps:
              - id: begin
                shell: date
              - for-each: workers
                as: node
                gate: { shell: "ping -c1 {{ rack.address }} && echo {{ steps.begin.stdout }}" }
                steps:
                  - id: look
                    shell: echo {{ rack.name }} {{ node.name }} {{ steps.begin.stdout }}
                    undo:
                      - shell: echo {{ node.name }}
                  - shell: echo {{ steps.look.stdout }}
        on-failure:
          - for-each: workers
            steps: [{ log: "{{ target.name }}" }]
        finally:
          - for-each: workers
            steps: [{ log: "{{ target.name }}" }]
        """));

    [Fact]
    public void From_outside_a_for_each_tells_how_many_lanes_there_were_and_how_they_ended() => Assert.Empty(Yaml.Codes(Workers + """
        vars: { first: "{{ targets.workers[0].name }}" }
        steps:
          - id: upgrade
            for-each: workers
            max-failures: "{{ targets.workers.size }}"
            steps: [{ shell: uptime }]
          - log: "{{ steps.upgrade.size }} {{ steps.upgrade.succeeded | array.size }} {{ steps.upgrade.failed | array.join ', ' }} {{ steps.upgrade.status }} {{ vars.first }}"
        """));

    [Fact]
    public void On_is_read_wherever_a_step_stands()
    {
        var steps = Yaml.Runbook("""
            inputs: { host: { type: string } }
            steps:
              - on: cp1
                shell: uptime
              - on: local
                steps: [{ on: "{{ inputs.host }}", shell: uptime }]
              - shell: uptime
            """).Steps;

        Assert.Equal(["cp1", "local", null], steps.Select(static s => s.On?.Content));
        Assert.Equal(TemplateKind.Text, Assert.Single(((GroupStep)steps[1]).Steps).On!.Kind);
    }

    [Theory]
    [InlineData("22:00", "04:00")]
    [InlineData("7:30", "6h")]
    [InlineData("2026-11-28T22:00", "2026-11-29T04:00:00Z")]
    [InlineData("2026-11-28T22:00+01:00", "1h30m")]
    public void A_window_opens_and_closes_at_a_time_or_after_a_duration(string opens, string closes)
    {
        var window = Yaml.Runbook($"window: {{ opens: '{opens}', closes: '{closes}', margin: auto, time-zone: UTC }}\nsteps:\n  - shell: uptime\n").Window!;

        Assert.Equal((opens, closes, "auto", "UTC"), (Written(window.Opens!), Written(window.Closes!), Written(window.Margin!), Written(window.TimeZone!)));
    }

    [Fact]
    public void What_a_window_leaves_out_or_empty_is_no_bound()
    {
        var window = Yaml.Runbook("inputs: { closes: { type: string, default: \"\" } }\nwindow: { opens: \"\", closes: \"{{ inputs.closes }}\", margin: 20m }\nsteps:\n  - shell: uptime\n").Window!;

        Assert.Null(window.Opens);
        Assert.Equal("{{ inputs.closes }}", Written(window.Closes!));
        Assert.Null(window.TimeZone);
    }

    [Fact]
    public void The_fingerprint_of_a_for_each_follows_what_its_lanes_and_its_gate_do()
    {
        static string Of(string gate, string inner) =>
            Yaml.Runbook($"{Workers}steps:\n  - for-each: workers\n    gate: {{ shell: {gate} }}\n    steps: [{{ shell: {inner} }}]\n").Steps[0].Fingerprint;

        Assert.Equal(Of("uptime", "date"), Of("\"uptime\"", "date"));
        Assert.NotEqual(Of("uptime", "date"), Of("true", "date"));
        Assert.NotEqual(Of("uptime", "date"), Of("uptime", "true"));
    }

    private static string Written(Argument argument) => argument switch
    {
        Argument.Constant constant => constant.Value.ToString()!,
        Argument.Expression expression => expression.Template.Content,
        Argument.Sequence sequence => $"[{string.Join(", ", sequence.Items.Select(Written))}]",
        _ => throw new ArgumentException("a leaf or a list is wanted", nameof(argument)),
    };
}
