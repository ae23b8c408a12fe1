using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace HelpdeskMail.AppHost.Tests.Model;

/// <summary>The rules of Aspire that the model relies on.</summary>
public sealed class ModelTests
{
    private static readonly string[] NoArguments = [];

    [Fact]
    public void Resource_names_are_unique_without_regard_to_case()
    {
        var builder = DistributedApplication.CreateBuilder(NoArguments);
        builder.AddParameter("helpdesk");

        Should.Throw<DistributedApplicationException>(() => builder.AddParameter("Helpdesk")).Message.ShouldContain("Helpdesk");
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("mail_store")]
    [InlineData("mail--store")]
    [InlineData("mail-")]
    [InlineData("maïl")]
    public void Resource_name_that_Aspire_refuses_is_refused(string name) =>
        Should.Throw<ArgumentException>(() => DistributedApplication.CreateBuilder(NoArguments).AddParameter(name));

    [Fact]
    public async Task Expression_puts_values_and_plain_braces_together()
    {
        var builder = DistributedApplication.CreateBuilder(NoArguments);
        var secret = builder.AddParameter("secret", "a b/ü", secret: true);

        var expression = ReferenceExpression.Create($"{{x}} {secret} {secret.Resource:uri} {"{y}"}");

        (await expression.GetValueAsync(TestContext.Current.CancellationToken)).ShouldBe("{x} a b/ü a%20b%2F%C3%BC {y}");
        expression.ValueExpression.ShouldBe("{x} {secret.value} {secret-uri-encoded.value} {y}");
    }

    [Fact]
    public async Task Parameter_is_what_the_configuration_says()
    {
        var builder = DistributedApplication.CreateBuilder(["--Parameters:given=by me"]);

        (await builder.AddParameter("given", "by default").Resource.GetValueAsync(TestContext.Current.CancellationToken)).ShouldBe("by me");
        (await builder.AddParameter("other", "by default").Resource.GetValueAsync(TestContext.Current.CancellationToken)).ShouldBe("by default");
        var missing = builder.AddParameter("missing").Resource;
        (await Should.ThrowAsync<DistributedApplicationException>(async () => await missing.GetValueAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("Parameters__missing");
    }

    [Fact]
    public void Generated_value_has_the_length_and_the_characters_that_were_asked_for()
    {
        var value = new GenerateParameterDefault { MinLength = 500, Special = false, Upper = false }.GetDefaultValue();

        value.Length.ShouldBe(500);
        value.ShouldAllBe(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character));
    }
}
