using Dapper;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Tests.Database;

public sealed class MigratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Scripts_run_once_when_replicas_start_together()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MigratorFor("together").MigrateAsync(CancellationToken.None)));

        await using var connection = await database.Source.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<int>("select count(*) from together.run")).ShouldBe(1);
        (await connection.QueryAsync<string>("select name from together.migration order by name")).ShouldBe(["001-key-ring", "002-count-runs"]);
    }

    [Fact]
    public async Task A_script_that_changed_after_it_ran_is_refused_by_name()
    {
        await MigratorFor("changed").MigrateAsync(CancellationToken.None);
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("update changed.migration set checksum = 'other' where name = '002-count-runs'");

        var refused = await Should.ThrowAsync<MigrationMismatchException>(() => MigratorFor("changed").MigrateAsync(CancellationToken.None));

        refused.Message.ShouldContain("002-count-runs");
        (await connection.ExecuteScalarAsync<int>("select count(*) from changed.run")).ShouldBe(1);
    }

    [Fact]
    public void A_checksum_is_the_same_whatever_the_line_ends()
    {
        new Migration("001", "select 1;\r\nselect 2;\r\n").Checksum.ShouldBe(new Migration("001", "select 1;\nselect 2;\n").Checksum);
    }

    private Migrator MigratorFor(string schema)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = schema }.ConnectionString);
        return new Migrator(source, new MigrationSource(schema, typeof(MigratorTests).Assembly), NullLogger<Migrator>.Instance);
    }
}
