using System.Globalization;
using System.Text.RegularExpressions;
using RunbookEngine.Handlers;
using RunbookEngine.Model;
using YamlDotNet.RepresentationModel;

namespace RunbookEngine.Tests.Handlers;

/// <summary>The schema, the checker and <c>explain</c> live on these descriptions; so none may be missing or contradict itself.</summary>
public partial class DefinitionTests
{
    public static TheoryData<string, string> Verbs =>
        [.. BuiltInHandlers.Definitions.SelectMany(static t => t.Verbs.Select(v => new TheoryDataRow<string, string>(t.Name, v.Name)))];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_tells_all_about_itself(string tool, string verb)
    {
        var definition = VerbOf(tool, verb);

        Assert.Matches(Sentence(), definition.Summary);
        Assert.All(definition.AllParameters, static p => Assert.Matches(Sentence(), p.Description));
        Assert.All(definition.Outputs, static o => Assert.Matches(Sentence(), o.Description));
        Assert.All(definition.AllParameters, static p => Assert.Matches(Kebab(), p.Name));
        Assert.All(definition.Outputs, static o => Assert.Matches(Snake(), o.Name));
        Assert.All(definition.AllParameters, static p => Assert.NotNull(p.Example));
        Assert.All(definition.AllParameters, static p => Assert.Equal(p.Type == ParameterType.Choice, !p.Choices.IsDefaultOrEmpty));
        Assert.Contains(tool + ":", definition.Example, StringComparison.Ordinal);
        Assert.StartsWith("- ", definition.Example, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void No_name_stands_for_two_things(string tool, string verb)
    {
        var definition = VerbOf(tool, verb);

        Assert.Distinct(definition.AllParameters.Select(static p => p.Name));
        Assert.Distinct(definition.Outputs.Select(static o => o.Name));
        Assert.DoesNotContain(definition.Parameters, p => p.Name == verb);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_example_of_a_verb_is_a_step_in_the_verbs_own_words(string tool, string verb)
    {
        var definition = VerbOf(tool, verb);

        var step = Assert.IsType<YamlMappingNode>(Assert.Single(Assert.IsType<YamlSequenceNode>(Parse(definition.Example)).Children));
        var body = step.Children[new YamlScalarNode(tool)];

        if (body is YamlMappingNode settings)
        {
            var keys = settings.Children.Keys.Select(static k => ((YamlScalarNode)k).Value!).ToArray();
            Assert.Equal(verb, keys[0]);
            Assert.Subset(definition.Parameters.Select(static p => p.Name).ToHashSet(), keys[1..].ToHashSet());
            Assert.Subset(keys[1..].ToHashSet(), definition.Parameters.Where(static p => p.Required).Select(static p => p.Name).ToHashSet());
        }
        else
        {
            var byDefault = BuiltInHandlers.Definitions.Single(t => t.Name == tool).DefaultVerb;
            Assert.Equal(verb, byDefault ?? Assert.IsType<YamlScalarNode>(body).Value);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_example_of_a_setting_is_a_value_it_takes(string tool, string verb)
    {
        foreach (var parameter in VerbOf(tool, verb).AllParameters)
        {
            var value = Parse(parameter.Example!);
            var text = (value as YamlScalarNode)?.Value;
            Assert.True(
                parameter.Type switch
                {
                    ParameterType.Integer => long.TryParse(text, CultureInfo.InvariantCulture, out _),
                    ParameterType.Boolean => text is "true" or "false",
                    ParameterType.Duration => Durations.TryParse(text ?? "", out _),
                    ParameterType.Choice => parameter.Choices.Contains(text ?? ""),
                    ParameterType.TextList => value is YamlScalarNode or YamlSequenceNode,
                    ParameterType.TextMap => value is YamlMappingNode,
                    ParameterType.Any => true,
                    _ => text is not null,
                },
                $"{tool} {verb}: {parameter.Name}: {parameter.Example}");
        }
    }

    [Fact]
    public void The_verb_a_plain_scalar_means_is_one_of_the_tools()
    {
        Assert.All(
            BuiltInHandlers.Definitions.Where(static t => t.DefaultVerb is not null),
            static t => Assert.NotNull(t.Verbs.Single(v => v.Name == t.DefaultVerb).Main));
    }

    private static YamlNode Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Assert.Single(stream.Documents).RootNode;
    }

    private static VerbDefinition VerbOf(string tool, string verb) =>
        BuiltInHandlers.Definitions.Single(t => t.Name == tool).Verbs.Single(v => v.Name == verb);

    [GeneratedRegex(@"\A([A-Z`]|etcd).*\.\z")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z")]
    private static partial Regex Kebab();

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*\z")]
    private static partial Regex Snake();
}
