using HelpdeskMail.Helpdesk.Rules;

namespace HelpdeskMail.Helpdesk.Tests.Rules;

public sealed class RuleConditionTests
{
    [Theory]
    [InlineData(RuleField.Sender, RuleMatch.Is, "a@shop.example", null, false, "sender is «a@shop.example»")]
    [InlineData(RuleField.Domain, RuleMatch.Is, "shop.example", null, true, "domain not: is «shop.example»")]
    [InlineData(RuleField.Subject, RuleMatch.Contains, "{0} lottery", null, false, "subject contains «{0} lottery»")]
    [InlineData(RuleField.Recipient, RuleMatch.StartsWith, "sales", null, false, "recipient begins with «sales»")]
    [InlineData(RuleField.Text, RuleMatch.EndsWith, "bye", null, true, "text not: ends with «bye»")]
    [InlineData(RuleField.Size, RuleMatch.LargerThan, "500", null, false, "size is larger than 500 KB")]
    [InlineData(RuleField.Header, RuleMatch.Exists, "", "X-{1}", false, "header X-{1} is there")]
    [InlineData(RuleField.Header, RuleMatch.Exists, "", "X-Spam", true, "header X-Spam not: is there")]
    public void Condition_is_put_in_the_same_words_for_the_page_as_for_what_is_kept(RuleField field, RuleMatch match, string value, string? header, bool not, string said)
    {
        var condition = new RuleCondition(field, match, value, header, not);

        condition.Words.ShouldBe(said);
        condition.Shown.ShouldBe(said);
    }
}
