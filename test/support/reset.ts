import type pg from 'pg'

const TABLES = `
  select format('%I.%I', schemaname, tablename) as name, format('as_new.%I', schemaname || '.' || tablename) as kept
  from pg_tables where schemaname in ('public', 'graphile_worker')`

/**
 * Run in the template: remembers the rows that a new database has, and notes whoever changes its tables,
 * functions or rights. All of it stands in the schema `as_new`, which the bot does not know.
 */
export const REMEMBER = `
  create schema as_new;
  do $$ declare t record; has_rows boolean; begin
    for t in ${TABLES} loop
      execute format('select exists (table %s)', t.name) into has_rows;
      if has_rows then execute format('create table %s as table %s', t.kept, t.name); end if;
    end loop;
  end $$;
  create table as_new.alterations (tag text);
  create function as_new.note_alteration() returns event_trigger language plpgsql security definer as
    $$ begin insert into as_new.alterations values (tg_tag); end $$;
  create event trigger note_alteration on ddl_command_end execute function as_new.note_alteration();`

/** No trigger guards a row while the session calls itself a replica, which only a superuser may. */
const EMPTY_AND_FILL = `
  do $$ declare t record; begin
    set local session_replication_role = replica;
    for t in ${TABLES} loop
      execute format('delete from %s', t.name);
      if to_regclass(t.kept) is not null then
        execute format('insert into %s table %s', t.name, t.kept);
      end if;
    end loop;
    perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      from pg_sequences where last_value is not null;
  end $$`

const END_CONNECTIONS = `
  select pg_terminate_backend(pid, 5000) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`

/**
 * Makes a database as it was when it was new.
 *
 * @param superuser connected to it.
 * @returns false if more than rows was changed: it is not as new and never will be.
 */
export async function resetDatabase(superuser: pg.Pool): Promise<boolean> {
  await superuser.query(END_CONNECTIONS)
  const { rowCount } = await superuser.query('select from as_new.alterations')
  if (rowCount) return false
  await superuser.query(EMPTY_AND_FILL)
  return true
}
