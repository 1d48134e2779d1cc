-- Once, as the superuser, on the leader: the owner of Vouchsafe's database, and the role that sees one organisation at a
-- time. psql asks for the owner's password in the variable `password`: psql -v password="$(cat FILE)" -f roles.sql
CREATE ROLE vouchsafe_tenant NOLOGIN;
CREATE ROLE vouchsafe LOGIN PASSWORD :'password' IN ROLE vouchsafe_tenant;
CREATE DATABASE vouchsafe OWNER vouchsafe TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT ON DATABASE vouchsafe FROM PUBLIC;
